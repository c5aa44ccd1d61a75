import json
import shutil
import subprocess
import sys

import pytest

import nianbao
from nianbao import DatasetError


def test_load_gives_types_labels_and_version(sample_data):
    frame = nianbao.load("requests", data=sample_data[0])
    assert str(frame["granted"].dtype) == "Int64"
    assert frame.attrs["labels"]["granted"] == {"zh": "三、本年度办理结果/(一)予以公开", "en": "Granted"}
    assert frame.attrs["version"] == nianbao.load("cells", data=sample_data[0]).attrs["version"]
    assert set(frame.attrs["labels"]) == set(frame.columns)


def test_dates_are_dates(sample_data):
    assert nianbao.load("reports", data=sample_data[0])["published"].dt.year.min() == 2020


@pytest.mark.parametrize(
    ("years", "found"),
    [
        (2020, {2020}),
        ([2019, 2024], {2019, 2024}),
        (range(2021, 2023), {2021, 2022}),
        (1999, set()),
        ([], set()),
    ],
)
def test_load_by_year(sample_data, years, found):
    assert set(nianbao.load("sections", years=years, data=sample_data[0])["year"]) == found


def test_load_by_agency(sample_data):
    one = nianbao.load("reports", agency="云澜区教育局", data=sample_data[0])
    two = nianbao.load("reports", agency=["云澜区教育局", "云澜区财政局"], years=2020, data=sample_data[0])
    assert set(one["organ"]) == {"云澜区教育局"}
    assert sorted(two["organ"]) == ["云澜区教育局", "云澜区财政局"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"table": "nothing"}, "reports, cells, proactive"),
        ({"table": "cells", "agency": "云澜区教育"}, "did you mean.*云澜区教育局"),
        ({"table": "cells", "agency": "zzz"}, "column agency"),
        ({"table": "cells", "years": "2020"}, "years='2020'"),
        ({"table": "cells", "years": ["2020"]}, "years="),
        ({"table": "cells", "years": 2020.5}, "years="),
    ],
)
def test_what_load_cannot_give(sample_data, arguments, told):
    with pytest.raises(DatasetError, match=told):
        nianbao.load(**arguments, data=sample_data[0])


def test_no_dataset_says_what_to_do(tmp_path):
    for ask in (lambda: nianbao.load("cells", data=tmp_path), lambda: nianbao.tables(tmp_path)):
        with pytest.raises(DatasetError, match="nianbao run"):
            ask()


def test_a_broken_dataset_says_what_to_do(tmp_path, sample_data):
    (tmp_path / "clean").mkdir()
    (tmp_path / "clean" / "dataset.json").write_text("{")
    with pytest.raises(DatasetError, match="nianbao build"):
        nianbao.load("cells", data=tmp_path)
    (tmp_path / "clean" / "dataset.json").write_bytes((sample_data[0] / "clean" / "dataset.json").read_bytes())
    (tmp_path / "clean" / "cells.parquet").write_bytes(b"PAR1")
    for table in ("cells", "checks"):
        with pytest.raises(DatasetError, match="nianbao build"):
            nianbao.load(table, data=tmp_path)
    with pytest.raises(DatasetError, match="nianbao build"):
        nianbao.load("cells", agency="x", data=tmp_path)


def test_a_dataset_of_another_version_of_the_program_says_so(sample_data, tmp_path):
    shutil.copytree(sample_data[0] / "clean", tmp_path / "clean")
    path = tmp_path / "clean" / "dataset.json"
    told = json.loads(path.read_bytes())
    del told["rows"]["coverage"]
    path.write_text(json.dumps(told))
    for use in (lambda: nianbao.tables(tmp_path), lambda: nianbao.load("cells", data=tmp_path)):
        with pytest.raises(DatasetError, match=r"another version.*nianbao build"):
            use()


def test_the_ledger_is_loaded_like_any_table(sample_data):
    ledger = nianbao.load("coverage", agency="云澜区青石镇人民政府", data=sample_data[0]).set_index("year")
    assert ledger["state"].to_dict() == {2019: "reported", 2020: "reported", 2021: "not_published", 2022: "reported",
                                         2023: "reported", 2024: "reported"}  # fmt: skip
    assert str(ledger.loc[2021, "due"].date()) == "2022-03-31"


def test_tables_and_describe(sample_data):
    tables = nianbao.tables(sample_data[0]).set_index("table")
    assert tables.loc["requests", "rows"] == 7 * tables.loc["reports", "rows"]
    assert list(nianbao.describe("requests")["column"]) == list(nianbao.load("requests", data=sample_data[0]).columns)
    with pytest.raises(DatasetError, match="no table 'x'"):
        nianbao.describe("x")


def test_help_waits_for_no_library():
    seen = "import sys, nianbao.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)  # noqa: S603
    assert not {"pandas", "pyarrow", "lxml", "requests", "rich"} & set(done.stdout.split())


def test_an_unknown_name_of_the_package():
    with pytest.raises(AttributeError, match="nothing"):
        nianbao.nothing  # noqa: B018
