"""The letters for a person to read."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from localrun.mailbox.letters import Letter, LetterBox

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:56rem;padding:0 1rem;color:#1c2430}
a{color:#0b57b0}table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.5rem;border-bottom:1px solid #d9dee6}
iframe{width:100%;height:36rem;border:1px solid #d9dee6}pre{white-space:pre-wrap;background:#f5f7fa;padding:1rem}
"""


def page_routes(box: LetterBox) -> list[Route]:
    """The list of letters, one letter, and its HTML alone for the frame."""

    async def index(_request: Request) -> Response:
        letters = list(box)[:200]
        rows = "".join(_row(letter) for letter in letters) or "<tr><td colspan=4>Писем пока нет.</td></tr>"
        head = "<tr><th>Когда (UTC)<th>Кому<th>Тема</tr>"
        return _html("Почта", f"<h1>Почта</h1><p>Писем: {len(box)}</p><table>{head}{rows}</table>")

    async def show(request: Request) -> Response:
        letter = box.get(request.path_params["id"])
        return (
            _html(letter.subject, _letter(letter)) if letter else _html("Нет письма", "<h1>Нет такого письма</h1>", 404)
        )

    async def frame(request: Request) -> Response:
        letter = box.get(request.path_params["id"])
        # Links open in a tab of their own: the frame itself may go nowhere and run nothing.
        body = "<base target=_blank>" + (letter.body("html") if letter else "")
        return HTMLResponse(body, 200 if letter else 404)

    return [Route("/", index), Route("/letter/{id}", show), Route("/letter/{id}/html", frame)]


def _row(letter: Letter) -> str:
    when = letter.summary()["Created"][:19].replace("T", " ")
    link = f'<a href="/mail/letter/{letter.id}">{escape(letter.subject or "(без темы)")}</a>'
    return f"<tr><td>{when}<td>{_recipients(letter)}<td>{link}</tr>"


def _letter(letter: Letter) -> str:
    sandbox = 'sandbox="allow-popups allow-popups-to-escape-sandbox"'
    return (
        f'<p><a href="/mail/">← Все письма</a></p><h1>{escape(letter.subject)}</h1><p>Кому: {_recipients(letter)}</p>'
        f'<iframe {sandbox} title="Письмо" src="/mail/letter/{letter.id}/html"></iframe>'
        f"<h2>Текстом</h2><pre>{escape(letter.body('plain'))}</pre>"
    )


def _recipients(letter: Letter) -> str:
    return escape(", ".join(person["Address"] for person in letter.recipients))


def _html(title: str, body: str, status: int = 200) -> HTMLResponse:
    head = f"<meta charset=utf-8><meta name=viewport content='width=device-width'><title>{escape(title)}</title>"
    return HTMLResponse(f"<!doctype html><html lang=ru>{head}<style>{_STYLE}</style><body>{body}</html>", status)
