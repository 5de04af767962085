"""代表亮码: who a deputy is stands behind his code, the same on paper, in the hand and on the web."""

import io

import zxingcpp
from PIL import Image

from app.domain.tokens import parse
from tests.cases import GOOD
from tests.conftest import Client
from tests.stories.play import Json, send, submit


async def printed(client: Client, code: Json) -> str:
    """What a phone reads off the printed paper."""
    picture = await client.get("admin", f"/admin/codes/{code['id']}/image.png")
    assert picture.headers["content-type"] == "image/png"
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    return str(found.text)


async def test_paper_phone_and_web_show_the_same_deputy(client: Client) -> None:
    body = {"target": "deputy", "deputy_id": str(client.world.deputies["deputy"]), "place": "村委会门口"}
    code = await send(client, "admin", "/admin/codes", body)
    paper = await printed(client, code)
    assert parse(paper) == code["token"]
    in_the_hand = await send(client, None, "/public/codes/resolve", {"code": paper}, status=200)
    web = (await client.http.get(f"/q/{code['token']}")).text
    deputy = in_the_hand["deputy"]
    (seat,) = deputy["mandates"]
    public = (deputy["name"], deputy["reception"], seat["congress"], seat["district"])
    assert deputy["name"] == "deputy代表"
    assert all(word and word in web for word in (*public, in_the_hand["station"]["name"], code["display"]))

    case = await submit(client, code=paper, title="村口缺一块反光镜")
    assert (await case.seen_by("deputy"))["deputy_name"] == "deputy代表"
    await case.do("deputy", "answer_on_spot", public_text="今天就装上了。", basis="村民自筹，镇里出工")
    assert (await case.do("resident", "evaluate", **GOOD))["status"] == "closed"


async def test_a_deputy_who_left_is_shown_no_more_and_the_paper_still_leads_somewhere(client: Client) -> None:
    token = client.world.codes["ended_deputy"]
    gone = await client.post(None, "/public/codes/resolve", {"code": token})
    assert (gone.status_code, gone.json()["code"]) == (410, "CODE_ENDED")
    web = await client.http.get(f"/q/{token}")
    assert "ended_deputy代表" not in web.text
    assert "town联络站" in web.text
    assert gone.json()["stations"][0]["name"] == "town联络站"
