import pytest
from click.testing import CliRunner
from dataset_fakes import BUREAU, FakeArchive

from nianbao.cli import main
from scraper import Organ, Portal


@pytest.fixture
def archive(monkeypatch):
    """An archive to fill, which the pipeline then finds whatever folder it is given."""
    fake = FakeArchive()
    monkeypatch.setattr("nianbao.pipeline.Archive", fake)
    monkeypatch.setattr("nianbao.reading.read_report", lambda body, **_: fake.records[body])
    return fake


@pytest.fixture
def portal():
    organs = (Organ(name=BUREAU, aliases=("区教育局",)), Organ(name="云澜区财政局"))
    return Portal(
        name="sample", label="云澜区", label_en="Yunlan", family="show_list", hosts=("www.yunlan.example",),
        start=("http://www.yunlan.example/",), organs=organs, years=(2021, 2022), region_code="341602",
    )  # fmt: skip


@pytest.fixture
def nianbao_command():
    """Run the command line in this process: the result has exit_code, stdout and stderr."""

    def run(*arguments):
        return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)

    return run


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory):
    """A data folder after one run on the sample portal, and the run's result; not to be written to."""
    data = tmp_path_factory.mktemp("sample") / "data"
    return data, CliRunner().invoke(main, ["run", "--data", str(data)], catch_exceptions=False)
