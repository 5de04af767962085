"""Settings that are not what they should be: one Chinese line each, naming the variable."""

import pytest
import typer

from app import cli
from app.config import get_settings


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PORT", "abc", "配置 PORT 有误：取值不正确"),
        ("PORT", "0", "配置 PORT 有误：取值不正确"),
        ("LOG_LEVEL", "loud", "配置 LOG_LEVEL 有误：取值不正确"),
        ("WECHAT", "real", "配置有误：WECHAT=real 需要 WECHAT_APP_ID 与 WECHAT_SECRET"),
    ],
)
def test_a_bad_setting_is_named_in_chinese(
    name: str, value: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    with pytest.raises(typer.Exit) as left:
        cli.settings()
    assert left.value.exit_code == cli.BAD_SETTINGS
    assert capsys.readouterr().err.splitlines() == [line]
    monkeypatch.undo()
    get_settings.cache_clear()
