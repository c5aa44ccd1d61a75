"""Bytes as text: what is declared is believed only as far as the bytes agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_to_read import QUICK

from parsers.page.decode import decode, foreign_format

TEXT = "云溪区喆镇人民政府2020年政府信息公开工作年度报告：公开、更新、答复、统计。" * 8


def declared(charset):
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">{TEXT}'


@pytest.mark.parametrize("actual", ["utf-8", "gb18030"])
@pytest.mark.parametrize("said", ["utf-8", "gb2312", "GBK", "gb18030", "iso-8859-1", "big5x", "", "x" * 90])
@pytest.mark.parametrize("header", [None, "utf-8", "gb2312", "latin-1", "no such charset", "\0"])
def test_utf8_and_gb18030_whatever_is_declared(actual, said, header):
    found = decode(declared(said).encode(actual), header)
    assert (found.text, found.encoding, found.damaged) == (declared(said), actual, 0)


def test_big5_is_read_where_it_is_declared():
    text = "政府資訊公開工作年度報告，總體情況。" * 5
    assert decode(text.encode("big5"), "big5").text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding):
    found = decode(TEXT.encode(encoding), "gb2312")
    assert (found.text, found.damaged) == (TEXT, 0)


@pytest.mark.parametrize("cut", [1, 2])
def test_text_cut_in_mid_character_is_not_damaged(cut):
    found = decode(TEXT.encode()[:-cut])
    assert (found.text, found.encoding, found.damaged) == (TEXT[:-1], "utf-8", 0)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_broken_byte_is_counted_and_costs_little(encoding):
    data = bytearray(TEXT.encode(encoding))
    data[20:21] = b"\xff"
    found = decode(bytes(data))
    assert found.encoding == encoding
    assert 1 <= found.damaged <= 2
    assert found.text[-200:] == TEXT[-200:]


@QUICK
@given(st.binary(max_size=400), st.none() | st.text(max_size=12))
def test_any_bytes_are_text_of_some_kind(data, charset):
    found = decode(data, charset)
    assert found.damaged == 0 or "\ufffd" in found.text


@QUICK
@given(st.text(alphabet=st.characters(codec="gb18030", min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=30))
def test_chinese_text_comes_back_from_both_encodings(text):
    assert decode(text.encode()).text == text
    assert decode(text.encode("gb18030"), "gb2312").text in (text, decode(text.encode("gb18030")).text)


@pytest.mark.parametrize("data", [b"", b"<html>", TEXT.encode(), TEXT.encode("gb18030"), TEXT.encode("utf-16")])
def test_text_is_no_foreign_format(data):
    assert foreign_format(data) is None
