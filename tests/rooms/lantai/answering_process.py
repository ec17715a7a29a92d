"""A process that a supervisor starts in a test: answers each connection with its number, and says what a service says.

``python answering_process.py DESCRIPTOR`` with the descriptor of its link.
"""

from __future__ import annotations

import os
import selectors
import socket
import sys

from indexer.workers import die_with_parent
from lantai.link import ENDED, HERE, LOOK, READY, TAKE, receive_connection, word


def main() -> None:
    die_with_parent()
    link = socket.socket(fileno=int(sys.argv[1]))
    link.send(word(READY))
    selector = selectors.DefaultSelector()
    selector.register(link, selectors.EVENT_READ, None)
    while True:
        for key, _ in selector.select():
            if key.data is None:
                told = receive_connection(link)
                if told is None:
                    return
                kind, ticket, descriptors = told
                if kind == TAKE:
                    client = socket.socket(fileno=descriptors[0])
                    selector.register(client, selectors.EVENT_READ, (client, ticket))
                    client.send(b"%d\n" % os.getpid())
                elif kind == LOOK:
                    link.send(word(HERE))
            else:
                client, ticket = key.data
                if not client.recv(4096):
                    selector.unregister(client)
                    client.close()
                    link.send(word(ENDED, ticket))


main()
