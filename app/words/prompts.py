"""What the prompts say: on Today, in settings, in reminders and in the terminal."""

from __future__ import annotations

from app.core.prompts import Prompt
from app.words.sentence import Sentence, Table


class Prompts:
    """Our prompts by their ids, and what stands beside them in a reminder."""

    TITLE = Sentence("Glimmers")
    """What stands over every reminder."""
    UNSAID = Sentence("A moment to look up?")
    """What a reminder says where its prompt is not ours."""

    # For who adds or translates one: it may find somebody who has no sight, no garden, no home, no
    # family, nobody to call, or a very bad day, at any hour. So it takes nothing for granted: it
    # asks whether there was, not what or who, or only says that something may be; and a kind as a
    # whole leans on no one sense. Few begin with Did, Was or Is, which would be a questionnaire
    # after some weeks; each has its verb, for readers to whom English is new. At most 60
    # characters, for a notification, and only letters, commas and colons: every system's way of
    # showing them leaves those alone. One that becomes another question is a new one, with a new id
    # in `app/core/prompts.py`: who refused the old one has not refused that.
    ASKED: Table[str] = Table(
        {
            # senses
            "light": "Maybe the light fell on something you like.",
            "sound": "Was some sound all right to hear?",
            "quiet": "Even a second of quiet counts: was there one?",
            "smell": "Did you like the smell of something?",
            "taste": "Did something taste good, or good enough?",
            "warm": "Is something near you warm to hold?",
            "colour": "There may be a colour here that you like.",
            "soft": "Perhaps there is something soft near you.",
            "far-off": "Could you see or hear something far off?",
            "near-sound": "Maybe a sound near you keeps you company.",
            "cool": "Has anything cool touched your skin?",
            "texture": "Rough, smooth, worn: did you like how a thing felt?",
            "crunch": "Did something crunch just right?",
            "shine": "Perhaps something near you shines a little.",
            "mist": "Has there been steam or mist in the air?",
            "hum": "A hum, a purr, a murmur: was one good company?",
            "air": "Did the air smell of soap, or rain, or wood?",
            "shadow": "Some shadows are worth a second look: was there one?",
            "glass": "Did light come through a glass, a leaf, a cloth?",
            "weight": "Some things have a good weight: is one near you?",
            "touch": "Is anything within reach good to touch?",
            "tune": "Maybe a bit of a tune went by.",
            "faint": "Even a faint smell counts: was there a good one?",
            # body
            "breath": "Did one breath go a little deeper?",
            "shoulders": "Have your shoulders come down a little?",
            "feet": "Are your feet comfortable, or nearly?",
            "rest": "A chair, a bed, a wall: did one hold you well?",
            "stretch": "Has something in you loosened?",
            "water": "Has water felt good on your skin?",
            "at-ease": "Maybe some part of you is at ease, an ear, a toe.",
            "yawn": "Did a yawn get to be as long as it liked?",
            "warmth": "Is some part of you warm just now?",
            "lean": "Is there something good to lean on?",
            "jaw": "Is your jaw a little looser than before?",
            "move": "Did you move in a way that felt good?",
            "sleeve": "A sleeve, a sock, a blanket: was one just right?",
            "tired": "Being tired is allowed: is there somewhere to rest?",
            "sigh": "Perhaps a sigh helped.",
            "by-heart": "There may be a movement you know by heart.",
            "breeze": "Has the air been good on your face?",
            "slow": "Perhaps you did something slowly.",
            "hummed": "Did you hum, or nearly?",
            "put-down": "Could you put something heavy down?",
            "settle": "However you sit, lie or stand, is there some ease in it?",
            "hand-or-paw": "A hand, a paw, a blanket: did one feel kind?",
            # nature
            "sky": "Even a bit of sky counts: did you see some?",
            "growing": "Something near you may be growing.",
            "animal": "Did an animal come near you, or into your day?",
            "weather": "Was there weather you did not mind?",
            "tree": "Perhaps there is a tree you know well.",
            "moon": "Have you seen the moon lately?",
            "bird": "Was there a bird, or only its voice?",
            "wind": "Maybe the wind was moving something.",
            "cloud": "Did a cloud look like anything?",
            "rain": "Maybe the last rain had a good sound.",
            "leaf": "There may be a leaf near you, even a dry one.",
            "insect": "Has something very small been busy near you?",
            "stone": "Maybe there is a stone you like.",
            "weed": "Did something grow where nobody planted it?",
            "window": "Has something good come in by the window?",
            "season": "Does anything near you tell you the season?",
            "lying-water": "Still water: was there a puddle, a pond, a glass?",
            "star": "Somewhere there is a star, seen or not.",
            "seed": "A seed, a cone, an acorn: did you hold one lately?",
            "green": "Is anything near you green, if only a little?",
            "creature": "Perhaps there is an animal you like to think about.",
            "sun": "Maybe the sun found its way to you.",
            "petal": "A feather, a petal, a flake: did you see one?",
            "earth": "Is there earth, grass or stone you could touch?",
            "pot-plant": "A plant in a pot, a picture of a field: is one near?",
            "held-up": "A bed, a floor, the earth: one of them holds you up.",
            # people
            "face": "Was there a face, even in a picture, that you liked?",
            "voice": "Maybe there is a voice you like, even on the radio.",
            "laugh": "Did something make somebody laugh, or you?",
            "beside": "Was anyone simply there, a person or an animal?",
            "message": "Have some good words reached you, even from a book?",
            "stranger": "Was a stranger kind, to you or to anyone?",
            "nod": "A nod, a wave, a hello, even to a cat: was there one?",
            "passing": "Did someone go by, busy with a day of their own?",
            "good-at": "Have you noticed somebody being good at something?",
            "overheard": "Did you overhear a good word by chance?",
            "side-by-side": "Did you wait, work or rest near other people?",
            "on-a-page": "Do you like someone you know only from a book?",
            "work": "Has anyone near you done some work well?",
            "joke": "Do you know one good joke, and who told it?",
            "well-wish": "Do you quietly wish someone well?",
            "maker": "Somebody made the thing that is nearest to you.",
            "windows": "Lit windows, other lives: did you pass any?",
            "quiet-with": "A person, a cat, a book: is one easy to be quiet with?",
            "wonder": "Has a stranger made you wonder, in a good way?",
            "likeness": "Somewhere someone likes the same small thing as you.",
            "tell": "Would you like to tell someone about a small thing?",
            # kindness
            "door": "Did someone hold a door, a place, a moment?",
            "given": "Was something given without being asked for?",
            "yours": "Perhaps you did a small thing for someone.",
            "self": "Even a moment of being gentle with yourself counts.",
            "room": "Perhaps somebody made room.",
            "saved": "Was something saved for later, or for someone?",
            "let-pass": "Maybe someone let a small thing go.",
            "word": "Did someone choose a gentle word?",
            "waited": "Has somebody waited for somebody?",
            "tended": "Something watered, fed, mended: was there any?",
            "unseen": "Do you know of a kindness that nobody noticed?",
            "helped": "Was there help that felt all right?",
            "no": "Did someone say no kindly?",
            "let-off": "Is there something you did not make yourself do?",
            "tiny": "Even a very small kindness counts: was there one?",
            "kind-to-animal": "Has someone been kind to an animal?",
            "care": "Has something been handled with care?",
            "gently-true": "Has somebody said a true thing gently?",
            "lent": "Lent, shared, passed along: was anything?",
            "sign": "A sign, a note, a label: did one mean well?",
            "listened": "Has somebody listened to the end?",
            "picked-up": "Did someone pick up what another dropped?",
            "share": "Could you share something small, even a seat?",
            # memory
            "smiled": "A time someone smiled at you: what comes?",
            "kitchen": "Is there a kitchen you like to remember?",
            "song": "Maybe there is a song that feels like yours.",
            "child": "Is there one thing you liked when you were small?",
            "summer": "Do you remember a summer afternoon you liked?",
            "in-mind": "Can you go to some good place in your head?",
            "old-taste": "Do you remember a taste from long ago?",
            "road": "Do you know one road very well?",
            "first-time": "Snow, sea, hills: do you remember a first time?",
            "shown": "Did someone once show you how a thing is done?",
            "carried": "Was there a thing you once carried everywhere?",
            "smell-of-then": "Does some smell take you somewhere good?",
            "journey": "Perhaps there is a journey you would make again.",
            "story": "Do you know a story almost by heart?",
            "that-weather": "Some days are remembered only for their weather.",
            "game": "Do you still know all the rules of a game?",
            "old-room": "Was there once a room that suited you?",
            "coat": "Were you ever fond of a piece of clothing?",
            "made": "Have you made something that you still think of?",
            "lost-word": "Do you know a word hardly anyone uses any more?",
            "lamp": "A lamp, a candle, a dawn: is one still with you?",
            "learned": "Did you once learn something slowly, and then know it?",
            "keepsake": "Have you kept something without quite knowing why?",
            "said-once": "Did somebody once say something kind?",
            "came-to-mind": "Maybe someone came to mind, all by themselves.",
            "old": "Maybe there is somebody old you like to think of.",
            # ordinary
            "cup": "Was there a good cup of something?",
            "worked": "Did something simply work?",
            "found": "Did something turn up that was lost?",
            "waiting": "Maybe there was something to notice while you waited.",
            "home": "A place to put your things down: was there one?",
            "finished": "Perhaps something is done and off your mind.",
            "funny": "Was anything a little bit funny?",
            "key": "A lid, a pen, a button: did one work the first time?",
            "drawer": "Is there something good in a pocket or a drawer?",
            "favourite": "Do you prefer one pen, one bag, one chair?",
            "timing": "Did something come at just the right moment?",
            "table": "On the nearest table, is there a thing you like?",
            "clean": "Is one small thing near you clean?",
            "enough": "Has something been just the right amount?",
            "switch": "Maybe there is a switch, a dial, a button you like.",
            "smooth": "Some part of the day may have gone smoothly.",
            "mended": "Does a mended thing near you still hold?",
            "clock": "Has the clock shown a number you like?",
            "corner": "Is one shelf, one corner, one screen in order?",
            "later": "Maybe something is already there for later.",
            "same": "Was there something you could count on?",
            "nice-word": "Perhaps a word pleased you.",
            "gap": "Maybe there was a free moment between two things.",
            "old-thing": "Maybe an old thing still does its work.",
            "row": "Something folded, stacked, lined up: is there any?",
            "did-well": "Have you done something well, noticed or not?",
            "curious": "Are you a bit curious about something?",
            "welcome": "Does anything here feel a little welcoming?",
            # hard
            "different": "Was there a moment that felt a little different?",
            "less": "Was anything a little less heavy?",
            "through": "Did something get you through this hour?",
            "okay": "Was something okay, only okay?",
            "quieter": "Has it been quieter in you, even for a moment?",
            "hold": "Is there something near you to hold?",
            "not-part": "Is something here not part of the trouble?",
            "ten-minutes": "The next ten minutes are enough to think about.",
            "neither": "Some things are neither good nor bad: is one near?",
            "steady": "A wall, a floor, a tree: did one hold steady?",
            "let-up": "Has it eased, even for a short while?",
            "not-difficult": "Perhaps one small thing was not difficult.",
            "no-mask": "A moment with nothing to pretend: was there one?",
            "in-peace": "Have you been left in peace for a bit?",
            "can-wait": "Some things can wait: is there one?",
            "company": "Was anyone, or anything, good company?",
            "minute": "Maybe one minute belonged to you.",
            "gentle": "Has anything been gentle with you?",
            "off-it": "Has something taken your mind off it for a while?",
            "safer": "There may be a spot here that asks nothing of you.",
            "little": "Even very little is enough: was there some?",
            "no-answer": "If nothing comes, that is an answer too.",
            "aloud": "You can say how it is, aloud, on paper, or not at all.",
            "angry": "Being angry is allowed: is there some energy in it?",
            "not-today": "Something you like may not be right for today.",
        }
    )

    def text(self, prompt: Prompt) -> str:
        """What it says: a person's own words as they wrote them, ours in the language of now."""
        return self.ASKED[prompt.id] if prompt.written is None else prompt.written

    def lock_screen_text(self, id: str) -> str:
        """What a reminder with this prompt may say where anybody can read it: our own words, or
        words that say nothing of a person's.
        """
        return self.ASKED.get(id, self.UNSAID)


prompt_words = Prompts()
