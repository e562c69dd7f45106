"""`tandem chat`, the Slack app, over Socket Mode or HTTP on loopback; `tandem links`, the pages of approval links."""

from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.app import COMPANY_FILE, CompanyFile, command, cycle_of

if TYPE_CHECKING:
    from tandem.cycle import Cycle

APP_TOKEN, SIGNING_SECRET = "env:SLACK_APP_TOKEN", "env:SLACK_SIGNING_SECRET"

Http = Annotated[bool, typer.Option("--http", help="Serve HTTP instead of Socket Mode; needs SLACK_SIGNING_SECRET.")]
Port = Annotated[int, typer.Option("--port", help="Of the HTTP server, on 127.0.0.1.", min=1, max=65535)]


@command
def chat(http: Http = False, port: Port = 8080, company: CompanyFile = COMPANY_FILE) -> None:
    """Answers in Slack: buttons, forms, `/tandem` and the app's Home. Socket Mode needs SLACK_APP_TOKEN."""
    from console.slack_app import check
    from console.socket_mode import run

    cycle = cycle_of(company)
    check(cycle)
    if http:
        _serve(cycle, port)
        return
    run(cycle, cycle.secrets(APP_TOKEN))


def _serve(cycle: "Cycle", port: int) -> None:
    import uvicorn

    from console.http import create_http
    from console.slack_app import create_app

    secret = cycle.secrets(SIGNING_SECRET).get_secret_value()
    uvicorn.run(create_http(create_app(cycle, secret), secret), host="127.0.0.1", port=port, log_level="warning")


@command
def links(port: Port = 8081, company: CompanyFile = COMPANY_FILE) -> None:
    """Serves the pages behind approval links (`links` in the company file) on 127.0.0.1, for a proxy with TLS."""
    import uvicorn

    from console.errors import NoLinks
    from console.links import create_links
    from tandem.steps.notify import link_signer

    cycle = cycle_of(company)
    signer = link_signer(cycle)
    if signer is None:
        raise NoLinks("The company file has no `links`: give them `url` and `secret: env:NAME`.")
    # An access log would hold the addresses, which are credentials.
    uvicorn.run(create_links(cycle, signer), host="127.0.0.1", port=port, log_level="warning", access_log=False)
