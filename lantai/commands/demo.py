"""`lantai demo`: the sample holdings taken in, and the same questions answered to different readers."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai import terminal
from lantai.commands.parsing import Families, command, port_number

if TYPE_CHECKING:
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the command."""
    demo = command(
        families,
        "demo",
        "演示：接收样例馆藏（含扫描件识读），让不同读者问同样的问题，然后启动门户。再运行一次很快，什么也不改变。",
        "Take in the sample holdings (scans are read), ask the same questions as different readers, serve the portal.",
        "lantai demo\nlantai demo --once",
    )
    demo.add_argument("--once", action="store_true", help="不启动门户 stop before serving")
    demo.add_argument("--port", default=8000, type=port_number, metavar="P", help="端口 port (8000)")
    demo.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai demo`."""
    from lantai.demo.answers import show_answers
    from lantai.demo.holdings import load_themes, samples_folder, take_in_samples
    from lantai.demo.readers import ensure_readers

    samples = samples_folder()
    terminal.say(f"馆藏 home: {house.settings.home}")
    take_in_samples(house, samples)
    load_themes(house, samples)
    readers = ensure_readers(house)
    right = show_answers(house, readers)
    if arguments.once or not right:
        return 0 if right else 1
    from lantai.commands.serve import free_port, serve_home

    port = free_port("127.0.0.1", arguments.port)
    terminal.say()
    terminal.say(f"门户 portal: http://127.0.0.1:{port}/   （Ctrl-C 停止 stops）")
    for reader in readers:
        if reader.token:
            terminal.say(f"  {reader.label}: {reader.token}")
    terminal.say(
        "在门户的“登录”处贴入凭证，即以该读者的身份检索。Paste a token at “Sign in” to search as that reader."
    )
    serve_home(house, "127.0.0.1", port, writer=True)
    return 0
