"""The house itself: request ids, photos from hand to hand, one transaction a request."""

from tests.cases import act, attempt, matter, submit
from tests.conftest import Client
from tests.integrations.pictures import picture, saved

PHOTO = saved(picture(), "JPEG")


async def test_a_request_has_an_id_that_a_caller_may_choose(client: Client) -> None:
    own = {"X-Request-Id": "front-end-0001"}
    answer = await client.http.get("/api/v1/citizen/me", headers=own)
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "front-end-0001"
    odd = await client.http.get("/api/v1/citizen/me", headers={"X-Request-Id": "a b <"})
    assert odd.headers["x-request-id"] == odd.json()["request_id"] != "a b <"
    assert len(odd.json()["request_id"]) == 32


async def test_photos_travel_with_the_case_and_open_without_a_header(client: Client) -> None:
    uploads = [(await client.upload("resident", PHOTO)).json()["upload_id"] for _ in range(2)]
    case_id = (await submit(client, upload_ids=uploads))["id"]
    shown = (await client.get("liaison", f"/desk/cases/{case_id}")).json()["attachments"]
    assert [photo["id"] for photo in shown] == sorted(uploads)
    for photo in shown:
        for link in (photo["url"], photo["thumbnail_url"]):
            opened = await client.http.get(link)
            assert (opened.status_code, opened.headers["content-type"]) == (200, "image/jpeg")
            assert opened.content.startswith(b"\xff\xd8")


async def test_a_supplement_brings_its_own_photos(client: Client) -> None:
    case_id = (await submit(client))["id"]
    upload = (await client.upload("resident", PHOTO)).json()["upload_id"]
    await act(client, "resident", case_id, "supplement", text="补一张照片", upload_ids=[upload])
    newest = (await client.get("liaison", f"/desk/cases/{case_id}")).json()["timeline"][0]
    assert [photo["id"] for photo in newest["attachments"]] == [upload]
    again = await attempt(client, "resident", case_id, "supplement", text="再用一次", upload_ids=[upload])
    assert (again.status_code, again.json()["code"]) == (409, "UPLOAD_USED")


async def test_a_refused_submission_leaves_nothing_behind(client: Client) -> None:
    """The photos are checked last; by then the case and its entries were written, and must be gone."""
    other = (await client.upload("neighbour", PHOTO)).json()["upload_id"]
    answer = await client.post(
        "resident", "/citizen/cases", matter(client, upload_ids=[other]), key="once-only-1"
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "UPLOAD_NOT_FOUND")
    assert (await client.get("resident", "/citizen/cases")).json()["items"] == []
    again = await client.post("resident", "/citizen/cases", matter(client), key="once-only-1")
    assert again.status_code == 201, "a refused call does not use up its key"
