"""`seethrough studio`: build a network on a page, and watch it learn."""

from typing import Annotated

import typer


def studio(
    port: Annotated[int, typer.Option(help="Port of the page; 0 for any that is free.")] = 8571,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on. 0.0.0.0 lets others on your network in."),
    ] = "127.0.0.1",
    open_page: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Build a network on a page, watch it learn, stop it, take it apart."""
    try:
        from seethrough.studio.server import LOOPBACK, serve
    except ModuleNotFoundError:
        from seethrough.data import extras  # takes NumPy, which the page need not wait for

        extras.need("studio")
        raise

    def ready(link: str) -> None:
        typer.echo(f"The studio: {link}\nCtrl-C ends it.")
        if open_page:
            typer.launch(link)

    if host not in LOOPBACK:
        typer.echo(
            f"Whoever reaches {host} and has the link can use this machine's processor for their "
            "networks. The link holds a secret: give it to your class only. The connection is not "
            "encrypted."
        )
    _refuse_taken(host, port)
    serve(host, port, ready)


def _refuse_taken(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on."""
    import socket

    from seethrough.errors import SettingError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingError(
                f"{host}:{port} cannot be listened on ({error.strerror}). A free port of this "
                "machine is needed. Try --port 0."
            ) from error
