from datetime import date

import msgspec
import pytest

from scraper import Portal, PortalFileError, load_portal, portal_names
from scraper.families import FAMILIES
from scraper.portal import FamilyName

GOOD = {
    "name": '"yunlan"',
    "label": '"云澜区"',
    "label_en": '"Yunlan District"',
    "family": '"show_list"',
    "hosts": '["www.yunlan.gov.cn"]',
    "start": '["https://www.yunlan.gov.cn/XxgkAnnualReport/showList/12/page_1.html"]',
    "organs": '[{name = "云澜区商务局", aliases = ["区商务局"]}]',
    "years": "[2019, 2024]",
}


def write(tmp_path, changes=(), name="yunlan.toml"):
    fields = GOOD | dict(changes)
    path = tmp_path / name
    path.write_text("\n".join(f"{k} = {v}" for k, v in fields.items() if v), encoding="utf-8")
    return str(path)


def test_a_person_may_say_when_the_lists_were_seen_to_be_whole(tmp_path):
    assert load_portal(write(tmp_path)).lists_checked is None
    assert load_portal(write(tmp_path, {"lists_checked": "2026-03-05"})).lists_checked == date(2026, 3, 5)


def test_a_good_file_is_read(tmp_path):
    portal = load_portal(write(tmp_path))
    assert (portal.name, portal.delay, portal.years) == ("yunlan", 3.0, (2019, 2024))
    assert portal.organs[0].aliases == ("区商务局",)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"delay": '"fast"'}, "delay: Expected"),
        ({"delay": "0.5"}, "delay must be at least 1"),
        ({"delay": "nan"}, "delay must be"),
        ({"loopback": "true"}, "loopback is for the sample"),
        ({"reports_per_year": "[5, 4]"}, "reports_per_year must be"),
        ({"reports_per_year": "[5]"}, "reports_per_year: Expected"),
        ({"lists_checked": "2999-01-01"}, "lists_checked must be a day"),
        ({"lists_checked": '"soon"'}, "lists_checked: "),
        ({"server": '["127.0.0.1", 80]'}, "unknown field server"),
        ({"colour": '"red"'}, "colour"),
        ({"hosts": '["127.0.0.1"]', "start": '["http://127.0.0.1/"]'}, "127.0.0.1 is not"),
        ({"hosts": '["10.1.2.3:8080"]', "start": '["http://10.1.2.3:8080/"]'}, "is not"),
        ({"hosts": '["169.254.169.254"]', "start": '["http://169.254.169.254/"]'}, "is not"),
        ({"hosts": '["[::1]"]', "start": '["http://[::1]/"]'}, "is not"),
        ({"hosts": '["localhost"]', "start": '["http://localhost/"]'}, "localhost is not"),
        ({"hosts": '["WWW.yunlan.gov.cn"]'}, "lower case"),
        ({"hosts": '["www.yunlan.gov.cn/x"]'}, "plain host names"),
        ({"hosts": '["www..gov.cn"]', "start": '["http://www..gov.cn/"]'}, "plain host names"),
        ({"hosts": f'["{"w" * 64}.gov.cn"]'}, "plain host names"),
        ({"hosts": '["[::1"]'}, "plain host names"),
        ({"host_aliases": '{".gov.cn" = "www.yunlan.gov.cn"}'}, "host_aliases must"),
        ({"hosts": "[]"}, "hosts and start"),
        ({"start": '["ftp://www.yunlan.gov.cn/"]'}, "absolute http or https"),
        ({"start": '["http://other.gov.cn/"]'}, "hosts does not list"),
        ({"start": '["http://www.yunlan.gov.cn:8080/"]'}, "hosts does not list"),
        ({"family": '"unheard"'}, "family"),
        ({"family": '"generic"'}, "[generic] table"),
        ({"name": '"Yun Xi"'}, "name must be"),
        ({"years": "[2024, 2019]"}, "years"),
        ({"contact": '"someone\\nX-Evil: 1"'}, "contact"),
        ({"label": ""}, "label"),
        ({"name": "yunlan"}, "is no TOML"),
    ],
)
def test_a_bad_file_is_one_line_that_names_file_and_field(tmp_path, changes, complaint):
    path = write(tmp_path, changes)
    with pytest.raises(PortalFileError) as caught:
        load_portal(path)
    assert str(caught.value).startswith(path) and complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_copy_of_the_sample_may_not_allow_loopback_either(tmp_path):
    with pytest.raises(PortalFileError, match="loopback is for the sample"):
        load_portal(write(tmp_path, {"loopback": "true"}, name="sample.toml"))


def test_generic_table(tmp_path):
    table = '{list_selector = "li a", article_pattern = "t[0-9]+", page_template = "index_{n}.html", first = 1}'
    portal = load_portal(write(tmp_path, {"family": '"generic"', "generic": table}))
    assert portal.generic.first == 1
    for wrong in (table.replace("{n}", ""), table.replace("t[0-9]+", "t[")):
        with pytest.raises(PortalFileError, match=r"generic: (page_template|article_pattern)"):
            load_portal(write(tmp_path, {"family": '"generic"', "generic": wrong}))


def test_missing_files_say_so(tmp_path):
    with pytest.raises(PortalFileError, match="no portal named nowhere"):
        load_portal("nowhere")
    with pytest.raises(PortalFileError, match="cannot be read"):
        load_portal(str(tmp_path / "none.toml"))


def test_every_shipped_file_is_valid():
    for name in portal_names():
        assert load_portal(name).name == name


@pytest.mark.parametrize("change", [{"server": ("8.8.8.8", 80)}, {"loopback": False}])
def test_a_server_is_local_and_only_for_portals_that_allow_it(server, change):
    with pytest.raises(ValueError, match=r"server|delay"):
        msgspec.structs.replace(server.portal(), **change)


def test_hosts_are_matched_exactly(tmp_path):
    portal = load_portal(write(tmp_path))
    assert portal.allows("http://www.yunlan.gov.cn/x") and portal.allows("https://www.yunlan.gov.cn:443/")
    for url in ("http://yunlan.gov.cn/", "http://a.www.yunlan.gov.cn/", "http://www.yunlan.gov.cn:22/"):
        assert not portal.allows(url)


def test_every_family_name_has_its_family():
    assert set(FAMILIES) == set(FamilyName.__args__)
    assert isinstance(Portal, type)
