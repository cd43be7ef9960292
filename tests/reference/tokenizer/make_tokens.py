# SPDX-License-Identifier: MIT
"""Writes data/: thousands of strings with the ids of transformers' CLIPTokenizer, for two vocabularies.

One is the mini model's. The other is OpenAI's with its true ids, reduced to the byte symbols, start, end, and every
merge whose result occurs in a word of the strings: no other merge can apply to them, so encoding them is the same.
Strings of plain ASCII also have the ids of open_clip's SimpleTokenizer; that is asserted here, where it is installed.

Run with Python and transformers 5, open_clip 3 and regex. Random choices are seeded: the same files each time.
"""

import gzip
import json
import pathlib
import random
import re
import unicodedata

import open_clip.tokenizer
from transformers import CLIPTokenizer
from transformers.utils import logging

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
DATA = HERE / "data"
START, END = "<|startoftext|>", "<|endoftext|>"
RANDOM = random.Random(20)

POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
LETTERS = [c for c in POINTS if unicodedata.category(chr(c))[0] == "L"]
NUMBERS = [c for c in POINTS if unicodedata.category(chr(c))[0] == "N"]
MARKS = [c for c in POINTS if unicodedata.combining(chr(c))]
SPLIT = [c for c in POINTS if unicodedata.normalize("NFD", chr(c)) != chr(c) and not 0xAC00 <= c < 0xD7A4]
CHANGED = [c for c in POINTS if chr(c).lower() != chr(c)]
SPACES = [c for c in POINTS if chr(c).isspace()]

TEMPLATES = ["a photo of a {}.", "a blurry photo of the {}.", "{} texture.", "a centered satellite photo of {}",
             "a photo of a {}, a type of aircraft.", "Itap of my {}!", "{}'s close-up (2024)", "art of the {} #12"]
NAMES = """airplane Boeing 737-800 golden retriever Pekinese crème brûlée pad thai macarons Ford F-150 Super Cab 2012
annual crop land pink primrose hard-leaved pocket orchid colt's foot bird of paradise love-in-the-mist
Abyssinian english_cocker_spaniel sea/coral_reef SUV T-shirt U.S.A. o'clock rock'n'roll 3.14159 $99.99 100%
C++ C# foo_bar.hpp user@example.com https://example.com/a?b=c&d=e don't we're I'll they've you'd I'm she's""".split()
WORDS = """the quick brown fox jumps over lazy dog photograph antidisestablishmentarianism internationalization red blue
flower close up black white painting sketch cartoon drawing plastic origami video game tattoo embroidered toy large
small good bad dirty clean bright dark jpeg corrupted pixelated low resolution cropped rendition graffiti sculpture
zebra giraffe elephant hummingbird chrysanthemum xylophone bookstore mountain bike traffic light stop sign""".split()
SENTENCES = """Привет, мир! Как дела?¦Γειά σου Κόσμε ΟΔΥΣΣΕΥΣ ςΣ¦שלום עולם¦مرحبا بالعالم ١٢٣¦
नमस्ते दुनिया १२३¦হ্যালো বিশ্ব¦வணக்கம் உலகம்¦สวัสดีชาวโลก ๑๒๓¦ສະບາຍດີ¦မင်္ဂလာပါ¦
გამარჯობა მსოფლიო ᲒᲐᲛᲐᲠᲯᲝᲑᲐ¦Բարեւ աշխարհ¦ሰላም ልዑል¦សួស្តី¦你好，世界！漢字と仮名交じり文。¦こんにちは世界 カタカナ ｶﾞｷﾞ¦
안녕하세요 세계 각각¦Xin chào thế giới Tiếng Việt¦Çılgın İSTANBUL ışık Iğdır¦Straße GROẞE Füße¦
œuvre Œ æ Æ ĳ Ĳ¦ﬁne ﬂow ﬃ¦ᏣᎳᎩ ꭰꭱ¦𝒜𝓁𝓅𝒽𝒶 𝟏𝟐𝟑 𝔉𝔯𝔞𝔨𝔱𝔲𝔯¦🏳️‍🌈 👩‍👩‍👧‍👦 👍🏽 🇩🇪 😀😃 ❤️¦
½ ¼ ² ³ ① Ⅷ ⅷ ㊿ 零 〇 ৪ ௧¦“smart” ‘quotes’ — dash… • ® © ™ € £ ¥¦it’s don’t ’s¦K Å Ω¦ǅ ǆ Ǆ ǲ¦
ℌ ℤ ℕ¦ẋ̣ ẋ̣ ạ̈ q̣̇ A̧̋¦ﷺ ﷲ¦zero\u200bwidth\u200dnon\u200cjoin\ufeff¦soft\u00adhyphen¦
a\u0300\u0301 e\u0301x e\u0327\u0301¦\u0301lone¦naïve façade résumé¦
nai\u0308ve re\u0301sume\u0301¦Ǻ Ǡ Ṩ ṩ s\u0323\u0307 s\u0307\u0323¦ſ 'ſ ſ's¦
<start_of_text> <|startoftext|x <|endoftext| >¦<|ENDOFTEXT|> stop¦x<|StartOfText|>!!y¦
!<|ENDOFTEXT|>?¦<|ENDOFTEXT|>'s¦&amp; &lt;b&gt; &#39;¦''s ''' 'll'll 'LL 'Re¦
a'sb'tc're'''ve"""


def text_of(points, low, high):
    return "".join(chr(RANDOM.choice(points)) for _ in range(RANDOM.randint(low, high)))


def chunks(points, size, between=""):
    return [between.join(chr(c) for c in points[i : i + size]) for i in range(0, len(points), size)]


def table_ends():
    """Characters at both sides of every border of the tables of letters, numbers and white space."""
    ends, before = [], None
    for c in POINTS:
        kind = unicodedata.category(chr(c))[0] if not chr(c).isspace() else "S"
        kind = kind if kind in "LN" else "other"
        if before is not None and kind != before[0]:
            ends += [before[1], c]
        before = (kind, c)
    return ends


def make_texts():
    tasks = [json.loads(p.read_text()) for p in sorted((ROOT / "examples/mini/tasks").glob("*.json"))]
    names = [n for t in tasks for n in t.get("class_names", [])] + NAMES
    texts = ["", " ", "\n", "a photo of a dog.", "\0", "a\0b",
             "a" * 700, "ab" * 300, "1" * 80, "!" * 90, "é" * 150, "漢" * 90]
    texts += [t.format(n) for n in names for t in RANDOM.sample(TEMPLATES, 4)]
    texts += [s.strip() for s in SENTENCES.split("¦")]
    for _ in range(900):
        words = [RANDOM.choice(WORDS + NAMES) for _ in range(RANDOM.randint(1, 9))]
        words = [w if RANDOM.random() < 0.8 else RANDOM.choice([w.upper(), w.title(), w + "ing", w + "s", w + w])
                 for w in words]
        between = [" ", " ", " ", "  ", ", ", ".", "-", "'s ", "! ", "\t", "\r\n"]
        texts.append("".join(w + RANDOM.choice(between) for w in words))
    texts += [text_of(range(32, 127), 1, 24) for _ in range(500)]
    texts += [text_of(range(97, 123), 3, 14) for _ in range(300)]
    texts += [text_of(range(128), 1, 16) for _ in range(200)]
    texts += ["a" + chr(c) + "b" + chr(c) for c in SPACES + [0x1C, 0x1F, 0x180E, 0x200B, 0x2060, 0xFEFF]]
    texts += chunks(CHANGED, 12, " ") + chunks(SPLIT, 14, " ") + chunks(table_ends(), 16, "a")
    texts += [unicodedata.normalize("NFD", s) for s in chunks(SPLIT, 14, "\u0301 ")] + chunks(MARKS, 8, "e")
    texts += chunks(NUMBERS[::4], 16)
    for _ in range(500):  # one script at a time: letters near each other
        near = RANDOM.choice(LETTERS)
        texts.append(text_of([c for c in range(near - 20, near + 40) if c in range(0xA0, 0xD800) or c > 0xE000], 1, 8))
    for _ in range(500):
        kinds = [RANDOM.choice([MARKS, SPLIT, range(97, 123)]) for _ in range(RANDOM.randint(1, 8))]
        texts.append("".join(chr(RANDOM.choice(kind)) for kind in kinds))
    for _ in range(300):
        mixed = list(unicodedata.normalize("NFD", text_of(SPLIT, 1, 5)))
        RANDOM.shuffle(mixed)
        texts.append("".join(mixed))
    texts += [text_of([*range(0x1100, 0x1200), *range(0xAC00, 0xAC40)], 1, 7) for _ in range(200)]
    texts += [text_of(range(0x1F300, 0x1FAFF), 1, 4) for _ in range(150)]
    texts += [text_of(POINTS, 1, 6) for _ in range(300)]
    pieces = ["<|STARTOFTEXT|>", "<|EndOfText|>", "'s", "'T", "'re", "'VE",
              "'m", "'ll", "'D", "'", "<|", "|>", "a", "1", " "]
    texts += ["".join(RANDOM.choice(pieces) for _ in range(RANDOM.randint(2, 9))) for _ in range(300)]
    texts = list(dict.fromkeys(texts))
    assert not any(START in t or END in t for t in texts)
    return texts


def openai_vocabulary():
    with gzip.open(open_clip.tokenizer.default_bpe(), "rt", encoding="utf-8") as file:
        merges = [tuple(line.split()) for line in file.read().split("\n")[1 : 49152 - 256 - 2 + 1]]
    symbols = list(open_clip.tokenizer.bytes_to_unicode().values())
    tokens = symbols + [s + "</w>" for s in symbols] + [a + b for a, b in merges] + [START, END]
    assert len(set(tokens)) == 49408
    return {t: i for i, t in enumerate(tokens)}, merges


def words_of(tokenizer, text):
    """The words of a text as the reference's pre-tokenizer gives them, in byte symbols, with the end marked."""
    backend = tokenizer.backend_tokenizer
    return [w + "</w>" for w, _ in backend.pre_tokenizer.pre_tokenize_str(backend.normalizer.normalize_str(text))]


def reduce(ids, merges, tokenizer, texts):
    parts = set()
    longest = max(len(a + b) for a, b in merges)
    for word in {w for t in texts for w in words_of(tokenizer, t)}:
        for i in range(len(word)):
            parts.update(word[i:j] for j in range(i + 1, min(len(word), i + longest) + 1))
    kept = [m for m in merges if m[0] + m[1] in parts]
    names = list(ids)[:512] + [a + b for a, b in kept] + [START, END]
    return {n: ids[n] for n in names}, kept


def encode(tokenizer, texts):
    return tokenizer(texts, add_special_tokens=False)["input_ids"]


def assert_equal_to_open_clip(texts, ids):
    """On ASCII without what only open_clip resolves: entities, its own special tokens, control characters."""
    simple, compared = open_clip.tokenizer.SimpleTokenizer(), 0
    for text, expected in zip(texts, ids):
        control = any(ord(c) < 32 and c not in "\t\n\r" or ord(c) == 127 for c in text)
        if text.isascii() and not control and not re.search(r"&\w|&#|<(start|end)_of_text>", text, re.I) \
                and not re.search(r"<\|(start|end)oftext\|>", text, re.I):
            assert simple.encode(text) == expected, ascii(text)
            compared += 1
    print(compared, "strings also equal open_clip's")


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_gzip(path, text):
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def main():
    logging.set_verbosity_error()
    DATA.mkdir(exist_ok=True)
    texts = make_texts()
    ids, merges = openai_vocabulary()
    full = CLIPTokenizer(vocab=ids, merges=merges)
    mini = CLIPTokenizer.from_pretrained(ROOT / "examples/mini/model")
    expected = encode(full, texts)
    assert expected[texts.index("a photo of a dog.")] == [320, 1125, 539, 320, 1929, 269]
    assert_equal_to_open_clip(texts, expected)

    few_ids, few_merges = reduce(ids, merges, full, texts)
    assert encode(CLIPTokenizer(vocab=few_ids, merges=few_merges), texts) == expected
    (DATA / "vocab.json").write_text(compact(few_ids) + "\n")
    (DATA / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in few_merges))

    rows = [[t, a, b] for t, a, b in zip(texts, expected, encode(mini, texts))]
    # Python's strip() takes four control characters, which are words here, for white space.
    decoded = [[a, full.decode(a)] for t, a in zip(texts[::20], expected[::20])
               if a and not re.search("[\x1c-\x1f]", t)]
    wrong = [b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\xf0\x9f\x98",
             b"\xff", b"\x80", b"\xe0\x9f\xbf"]
    broken = [RANDOM.randbytes(RANDOM.randint(1, 9)) for _ in range(100)]
    broken += ["aé漢😀".encode()[: RANDOM.randint(1, 9)] + b"x" + RANDOM.choice(wrong) + b"y" for _ in range(100)]
    replaced = [[b.hex(), b.decode("utf-8", "replace")] for b in broken]
    write_gzip(DATA / "tokens.json.gz", compact({"texts": rows, "decoded": decoded, "replaced": replaced}))
    print(len(texts), "texts;", len(few_merges), "merges;",
          {p.name: p.stat().st_size for p in sorted(DATA.iterdir())})


if __name__ == "__main__":
    main()
