"""The commands. Each imports what it needs when it runs, so that `--help` is instant."""

# ruff: noqa: PLC0415 - imports inside commands are the point of this file

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from app.config import Settings

app = typer.Typer(
    name="daibiaoma",
    help="代表码：从扫码到评价，人大代表联络站办事闭环的后端服务",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

BAD_SETTINGS = 2
GRACE_SECONDS = 10


@app.command()
def run() -> None:
    """一条命令试用：数据库、迁移、演示县、接口服务和后台任务。"""
    with refusals():
        from app import launcher

        launcher.run(settings())


@app.command()
def serve() -> None:
    """接口服务（一个进程；需要 DATABASE_URL）。"""
    import uvicorn

    with refusals():
        from app import launcher

        chosen = settings_with_database()
        launcher.require_free_port(chosen)
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=True,
        forwarded_allow_ips=chosen.trusted_proxies,
        server_header=False,
    )


@app.command()
def worker() -> None:
    """后台任务（可运行多个；需要 DATABASE_URL）。"""
    import asyncio

    chosen = settings_with_database()
    from app.jobs import worker

    asyncio.run(worker.run(chosen))


@app.command()
def migrate() -> None:
    """把数据库结构升级到最新。"""
    with refusals():
        from app import migrate

        with migrate.database(settings()):
            migrate.upgrade()


@app.command()
def revision(message: Annotated[str, typer.Option("--message", "-m", help="这次改了什么（英文）")]) -> None:
    """按模型的变化生成一个迁移。"""
    with refusals():
        from app import migrate

        with migrate.scratch_database(settings()):
            migrate.revise(message)


@app.command()
def check_migrations() -> None:
    """检查模型与迁移是否一致。"""
    with refusals():
        from app import migrate

        with migrate.scratch_database(settings()):
            migrate.check()


@app.command()
def seed(
    stations: Annotated[int, typer.Option(min=0, help="联络站")] = 19,
    points: Annotated[int, typer.Option(min=0, help="联络点")] = 112,
    groups: Annotated[int, typer.Option(min=0, help="代表小组")] = 16,
    deputies: Annotated[int, typer.Option(min=0, help="代表")] = 330,
    units: Annotated[int, typer.Option(min=0, help="承办单位")] = 59,
    cases: Annotated[int, typer.Option(min=0, help="事项，各种状态都有")] = 300,
    seed: Annotated[int, typer.Option(help="随机种子：同样的数得到同样的县")] = 411122,
) -> None:
    """写入演示县，或任意规模的县（已有时不再写入；只用于试用和开发；手写的部分总在其中）。"""
    import asyncio

    with refusals():
        from app import migrate
        from app.config import Environment
        from app.presets.size import Size

        chosen = settings()
        if chosen.environment is not Environment.DEVELOPMENT:
            raise migrate.Refusal("演示数据只能写入试用和开发环境", BAD_SETTINGS)
        with migrate.database(chosen) as found:
            from app import demo

            wanted = Size(stations, points, groups, deputies, units, cases, seed)
            asyncio.run(demo.seed(found.url, size=wanted))


figures = typer.Typer(name="figures", help="统计", no_args_is_help=True)
app.add_typer(figures)


@figures.command("rebuild")
def rebuild_figures(
    county: Annotated[str, typer.Option(help="六位区划代码；不填为所有县")] = "",
) -> None:
    """由事项重新计算全部统计（升级后运行一次；分批进行，不影响使用）。"""
    import asyncio

    chosen = settings_with_database()
    with refusals():
        from app import rebuilding

        typer.echo("\n".join(asyncio.run(rebuilding.rebuild(chosen, county))))


@app.command()
def demo() -> None:
    """演示一件事从扫码到评价的全过程；没有正在运行的服务时自动启动一个。"""
    with refusals():
        from app import launcher, story

        chosen = settings()
        base_url = launcher.running(chosen)
        if base_url:
            story.play(base_url)
        else:
            launcher.run(chosen, then=story.play)


@app.command()
def simulate(
    cases: Annotated[int, typer.Option(min=1, max=5000, help="一年的事项")] = 240,
    year: Annotated[int, typer.Option(min=2010, max=2026, help="哪一年的工作日历")] = 2026,
    seed: Annotated[int, typer.Option(help="随机种子：同样的数得到同样的一年")] = 411122,
) -> None:
    """用虚拟时钟演一个县的一年（三色督办），并核对年终数字；不动任何现有数据。"""
    import asyncio

    with refusals():
        from app import migrate
        from app.simulation import running

        chosen = settings().model_copy(update={"database_url": ""})
        with migrate.scratch_database(chosen) as found:
            recorded, expected = asyncio.run(running.run(found.url, cases, year, seed))
        typer.echo(recorded.told())
        if recorded != expected:
            _fail(f"年终数字与计划不符，应为：\n{expected.told()}", 6)


@app.command()
def openapi(
    check: Annotated[bool, typer.Option("--check", help="只检查文件是否与代码一致，不写入")] = False,
) -> None:
    """由代码生成 docs/openapi 与错误代码表。"""
    from app.openapi import publish

    differences = publish.write(check)
    for line in differences:
        typer.echo(line)
    if check and differences:
        _fail("接口文档与代码不一致，请运行 python -m app openapi", 1)


def settings() -> "Settings":
    """The settings, or one line for each that is wrong."""
    from pydantic import ValidationError

    from app.config import get_settings

    try:
        return get_settings()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in problem["loc"]).upper()
            said = problem["msg"].removeprefix("Value error, ")
            said = said if any("\u4e00" <= char <= "\u9fff" for char in said) else "取值不正确"
            typer.echo(f"配置 {name} 有误：{said}" if name else f"配置有误：{said}", err=True)
        raise typer.Exit(BAD_SETTINGS) from None


def settings_with_database() -> "Settings":
    chosen = settings()
    if not chosen.database_url:
        _fail("没有设置 DATABASE_URL：请设置它，或用 make run 启动内置数据库", BAD_SETTINGS)
    return chosen


@contextmanager
def refusals() -> Iterator[None]:
    """A refusal is one line and its exit code, never a traceback."""
    from app.migrate import Refusal

    try:
        yield
    except Refusal as refusal:
        _fail(str(refusal), refusal.code)


def _fail(line: str, code: int) -> NoReturn:
    typer.echo(line, err=True)
    raise typer.Exit(code)
