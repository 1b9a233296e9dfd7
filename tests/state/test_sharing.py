"""One glimmer on its way out: what is shown is what goes, and nothing else does."""

from __future__ import annotations

import io

from PIL import Image

from app.core.errors import NotSharedError
from app.core.glimmers import Pathway
from app.state.sharing import Sharing
from tests.device import Device, Picked
from tests.made_photos import jpeg
from tests.told import sentence


async def sharing(
    device: Device,
    *,
    words: str = "The lake went quiet",
    when: str = "Sunday 22 November",
    pathway: Pathway | None = "around",
    photo: bytes | None = None,
) -> Sharing:
    glimmer = device.keeps(words)
    models = await device.ready_models()
    if photo:
        await models.photos.add(glimmer.id, [Picked(photo)])
    attached = device.journal.parts([glimmer.id])[glimmer.id].photos
    made = Sharing(
        words=words,
        when=when,
        pathway=pathway,
        photo=attached[0] if attached else None,
        night=False,
        open_darkroom=device.open_darkroom,
        sheet=device.sheet,
    )
    await made.make()
    return made


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


async def test_the_picture_on_the_screen_is_the_picture_that_goes():
    device = Device()
    made = await sharing(device, photo=jpeg((1200, 900), taken="2019:03:14 10:20:30"))

    await made.share()

    ((how, picture, name),) = device.sheet.went
    assert (how, name) == ("share", "glimmer.jpg")
    assert picture == made.picture == made.preview
    assert opened(picture).width == 1080
    assert opened(picture).height > 810 + 300  # all of the photo, and the words below it
    assert not opened(picture).getexif()
    assert opened(picture).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert made.outcome == "shared"


async def test_nothing_goes_before_somebody_says_so():
    device = Device()
    made = await sharing(device)

    await made.choose(night=True)
    await made.choose(form="words")

    assert device.sheet.went == []


async def test_each_choice_makes_another_picture():
    device = Device()
    made = await sharing(device, photo=jpeg((1200, 900)))
    pictures = [made.picture]
    for choice in ({"with_photo": False}, {"with_day": False}, {"night": True}):
        await made.choose(**choice)
        pictures.append(made.picture)

    assert len(set(pictures)) == 4


async def test_words_go_as_words_with_their_day_or_without():
    device = Device()
    made = await sharing(device)
    await made.choose(form="words")
    await made.share()
    await made.choose(with_day=False)
    await made.share()

    assert [text for _, text, _ in device.sheet.went] == [
        "The lake went quiet\n\nSunday 22 November",
        "The lake went quiet",
    ]


async def test_where_words_were_copied_it_says_copied_and_not_saved():
    device = Device()
    device.sheet.outcome = "copied"  # what a sheet says where there is none for words
    made = await sharing(device)
    await made.choose(form="words")

    await made.share()

    assert made.outcome == "copied"
    assert made.problem is None


async def test_words_are_copied_as_they_are_shown():
    device = Device()
    made = await sharing(device)
    await made.choose(form="words", with_day=False)

    await made.copy()

    assert device.sheet.went == [("copy", "The lake went quiet", "")]
    assert made.outcome == "copied"


async def test_a_moment_without_a_day_is_never_shared_with_one():
    device = Device()
    made = await sharing(device, when="")
    before = made.with_day

    await made.choose(with_day=True)

    assert not before
    assert not made.with_day


async def test_what_went_wrong_with_the_picture_is_not_told_of_the_words(monkeypatch):
    device = Device()
    made = await sharing(device)

    async def refuse(*_given: object, **_more: object) -> None:
        raise NotSharedError

    monkeypatch.setattr(device.sheet, "share", refuse)
    await made.share()
    await made.choose(form="words")

    assert made.problem is None


async def test_saved_it_is_a_file():
    device = Device()
    made = await sharing(device)

    await made.save()

    assert device.sheet.went[0][0] == "save"
    assert made.outcome == "saved"


async def test_a_sheet_that_refuses_is_told(monkeypatch):
    device = Device()
    made = await sharing(device)

    async def refuse(*_given: object, **_more: object) -> None:
        raise NotSharedError

    monkeypatch.setattr(device.sheet, "share", refuse)
    await made.share()

    assert sentence(made.problem) == sentence(NotSharedError())
    assert made.outcome is None
    assert not made.busy


async def test_a_photo_whose_file_is_gone_gives_way_to_the_sky():
    device = Device()
    made = await sharing(device, photo=jpeg((1200, 900)))
    with_photo = made.picture
    for file in device.photo_store.folder.rglob("*.jpg"):
        file.unlink()

    await made.make()

    assert made.problem is None
    assert opened(made.picture).size == opened(with_photo).size
    assert made.picture != with_photo
