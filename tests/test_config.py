"""Settings: where they come from, and what is said of one that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.config import ConfigError, load_config


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(
    tmp_path: Path,
) -> None:
    (tmp_path / "config.toml").write_text('port = 1\nthreads = 2\ntimezone = "Europe/Copenhagen"')
    environment = {"QUIZAPP_INSTANCE": str(tmp_path), "QUIZAPP_PORT": "3", "QUIZAPP_THREADS": "4"}
    config = load_config({"port": 5, "host": None}, environment)
    assert (config.port, config.threads, config.timezone) == (5, 4, "Europe/Copenhagen")
    assert config.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 8000", "there is no setting prot; did you mean port?"),
        ("colour = 1", "there is no setting colour; there are questions, instance, host"),
        ("port = = 1", "cannot be read"),
        ('port = "many"', "port in config.toml must be a number, not 'many'."),
        ('timezone = "Mars"', "There is no time zone 'Mars'"),
        ("threads = 0", "must be from 1 to 64"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(ConfigError) as error:
        load_config({"instance": tmp_path}, {})
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_an_instance_that_is_a_file_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="file is no folder"):
        load_config({"instance": tmp_path / "file"}, {})
