from pathlib import Path

import pytest
from assay.exits import Exit, Stop
from assay.settings import Settings, load, sources


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ASSAY_{name.upper()}", raising=False)
    monkeypatch.delenv("ASSAY_CONFIG", raising=False)


def test_without_anything_said_it_listens_on_loopback_port_8420():
    settings = load()
    assert (settings.host, settings.port) == ("127.0.0.1", 8420)


def test_a_flag_beats_the_environment_beats_the_file_beats_the_default(monkeypatch: pytest.MonkeyPatch):
    Path("assay.toml").write_text('port = 1001\nhost = "::1"\nlog_level = "debug"\n')
    monkeypatch.setenv("ASSAY_PORT", "1002")
    monkeypatch.setenv("ASSAY_HOST", "0.0.0.0")
    settings = load(port=1003)
    assert (settings.port, settings.host, settings.log_level) == (1003, "0.0.0.0", "debug")
    origin = sources({"port": 1003})
    assert (origin["port"], origin["host"], origin["log_level"], origin["data"]) == (
        "flag",
        "ASSAY_HOST",
        "assay.toml",
        "default",
    )


def test_the_settings_file_may_be_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "other.toml").write_text("port = 7\n")
    monkeypatch.setenv("ASSAY_CONFIG", str(tmp_path / "other.toml"))
    assert load().port == 7


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ASSAY_PROT", "1", "the environment variable ASSAY_PROT is not a setting; did you mean ASSAY_PORT?"),
        ("ASSAY_PORT", "many", "the setting port is 'many'"),
        ("ASSAY_PORT", "65536", "less than or equal to 65535"),
        ("ASSAY_BOOTSTRAP_KEY", "short", "the setting bootstrap_key: has 5 characters; it needs at least 8"),
        ("ASSAY_OIDC_ISSUER", "http://id.example.com", "the setting oidc_issuer is 'http://id.example.com'"),
        ("ASSAY_OIDC_ISSUER", "https://id.example.com", "oidc_client_id is '': is needed where oidc_issuer"),
        ("ASSAY_PUBLIC_URL", "assay.example.com", "the setting public_url is 'assay.example.com'"),
    ],
)
def test_a_wrong_variable_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
):
    monkeypatch.setenv(name, value)
    with pytest.raises(Stop) as stop:
        load()
    assert stop.value.code is Exit.SETTINGS
    assert sentence in stop.value.sentence


def test_a_wrong_line_of_the_file_is_refused_by_name():
    Path("assay.toml").write_text("prot = 1\n")
    with pytest.raises(Stop, match="'prot' is not a setting; did you mean port"):
        load()
    Path("assay.toml").write_text("port = \n")
    with pytest.raises(Stop, match=r"assay.toml is not TOML"):
        load()


def test_a_bootstrap_key_is_never_part_of_a_message(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ASSAY_BOOTSTRAP_KEY", "hunter2")
    with pytest.raises(Stop) as stop:
        load()
    assert "hunter2" not in stop.value.sentence
