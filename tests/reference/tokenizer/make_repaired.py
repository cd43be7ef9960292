# SPDX-License-Identifier: MIT
"""Writes data_open_clip/: strings that open_clip's tokenizers repair before they read them, with the ids that they give.

Column 1 is open_clip's SimpleTokenizer (OpenAI's vocabulary, its true ids, reduced as make_tokens.py does it to what the
strings need), column 2 open_clip's HFTokenizer on the mini model, as for a configuration with hf_tokenizer_name. Column 3
says whether ftfy repairs a wrong encoding in the string, which sdkt does not: such strings are there to be reported.

Run with Python, open_clip 3 (with its ftfy 6.3) and transformers 5. Random choices are seeded.
"""

import html
import html.entities
import random
import unicodedata

import ftfy
import open_clip.tokenizer
import regex
from make_tokens import HERE, NAMES, ROOT, compact, make_texts, openai_vocabulary, write_gzip
from open_clip.tokenizer import HFTokenizer, SimpleTokenizer, _clean_lower, _clean_whitespace
from tokenizers.normalizers import NFC
from transformers.utils import logging

DATA = HERE / "data_open_clip"
RANDOM = random.Random(21)

WRITTEN = """a photo of “Mona Lisa”.¦it’s a dog‘s life¦M&amp;M&#39;s¦Ben &amp; Jerry&rsquo;s¦rock &#x2019;n&#8217; roll
black&white¦black &amp;amp; white¦&lt;b&gt;bold&lt;/b&gt;¦<b>Tom &amp; Jerry</b>¦AT&T¦this&not that¦&copy 2020¦&notit; &notin;
ﬁreﬂy¦eﬃcient oﬃce¦ﬅraight ﬆar¦ŉ Ǆungla ǅ ĳsvogel Ĳ¦ＬＯＵＤ　ＮＯＩＳＥＳ¦Ｕﾀｰﾝ¦ｶﾞｷﾞｸﾞ¦１２３ ＡＢＣ￥￡￢￣
a\u0007b\u0000c¦soft\ufeffbom¦a\u2028b\u2029c¦x\r\ny\rz¦tab\tnew\nline¦\u001b[36;44mblue\u001b[0m¦\u001b[ x¦\u206ax\ufffcy
ΟΔΥΣΣΕΥΣ¦ΟΔΥΣΣΕΥΣ. ΣΑΣ ΑΣ' ΑΣ'Α Σ¦İSTANBUL¦cafe\u0301 e&#x301;¦&eacute;clair &EACUTE;CLAIR &SZLIG; &hearts; &HEARTS;
&#0; &#13; &#x80; &#150; &#xD800; &#x110000; &#1; &#xFDD0; &#99999999999; &#59; &#x3b;¦&#12ab; &#xZZ; &#; &; && &amp &AMP; &AMp;
&fjlig; &NotEqualTilde; &nvlt; &bne;¦&amp;lt;¦&amp;amp;lt;¦&amp;#38;amp;¦x &lt y &gt z&nbsp;!¦&nbsp&nbsp;¦&CounterClockwiseContourIntegral;
&CounterClockwiseContourIntegralx¦“‘nested’” ‚low‛ „low‟¦ʼokina ‘okina¦don’t they’ve¦rock‘n’roll¦'ſ ſ's¦½ ² ™ ® © …¦\x85\x91\x92\x93¦\x81\x8d
\u3000wide\u3000¦ＡＢ＆ａｍｐ；Ｃ¦＆amp;¦&＃39;¦&apos; &quot;hi&quot;¦1 &lt; 2\n&amp;¦&amp;\n<\n&amp;¦  lead and trail  ¦\ud7ff¦ﾡﾢﾣ ￂￃ
œuvre Œ æ Æ¦naïve façade¦Ångström Å¦¿qué? ¡olé!¦5° 3×4 ±1 µm¦“¿Qué?”¦€5 £3 ¥2¦it´s it`s¦Zürich–Genève — dash"""
MISREAD = """cafÃ©¦â€œquotedâ€\u009d¦itâ€™s¦naÃ¯ve faÃ§ade¦sÃ³¦âœ” No problems¦Ã la mode¦l’humanitÃ©¦Ð¿Ñ€Ð¸Ð²ÐµÑ‚¦Â£5¦Â© 2020
schÃ¶n grÃ¼n¦æ—¥æœ¬¦ðŸ˜€¦a â€” b¦Ã\u00a0 la carte¦Å“uvre¦Ã©clair au chocolat¦JalapeÃ±o¦KÃ¶ln"""


def split(text):
    return [part for line in text.split("\n") for part in line.split("¦")]


def broken(name):
    """A name as careless programs write it."""
    name = name.replace("'", RANDOM.choice(["'", "’", "&#39;", "&rsquo;", "&#x2019;"]))
    name = name.replace("fi", RANDOM.choice(["fi", "ﬁ"])).replace("ff", RANDOM.choice(["ff", "ﬀ"]))
    if RANDOM.random() < 0.3:
        name = "“" + name + "”"
    if RANDOM.random() < 0.3:
        name = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and RANDOM.random() < 0.5 else c for c in name)
    if RANDOM.random() < 0.3:
        name = html.escape(name) if RANDOM.random() < 0.5 else name + " &amp; " + name
    return name


def texts_to_repair():
    texts = split(WRITTEN) + split(MISREAD)
    texts += [broken(RANDOM.choice(NAMES)) + RANDOM.choice([" ", "-", ", "]) + broken(RANDOM.choice(NAMES))
              for _ in range(400)]
    names = sorted(html.entities.html5)
    texts += [f"a &{n} b" for n in names[::7]] + [f"&{n.rstrip(';')};" for n in names[3::7]]
    texts += [f"&{n.upper()}x" for n in names[5::11]] + [f"x&{n.rstrip(';')}{RANDOM.choice('a1;=')}" for n in names[1::9]]
    texts += [f"&#{RANDOM.choice(['', 'x', 'X'])}{RANDOM.randint(0, 2000)};" for _ in range(200)]
    texts += [f"n&#x{RANDOM.randint(0, 0x11FFFF):x};n" for _ in range(200)]
    texts += [f"c{chr(c)}d" for c in [*range(0xA0), *range(0x2000, 0x2070), *range(0xFB00, 0xFB07), *range(0xFF00, 0x10000)]]
    pieces = ["&amp;", "&", "#", "39;", "x27;", "amp;", "lt;", "<", ";", "“", "’", "ﬁ", "Ｆ", "\u2028", "\r", "\n", "\x1b[3",
              "m", "\ufeff", "a", "B", "Σ", "σ", "é", "e\u0301", " ", "&nbsp;", "ｶ", "ﾞ", "ŉ", "'s", "\x07"]
    texts += ["".join(RANDOM.choice(pieces) for _ in range(RANDOM.randint(2, 9))) for _ in range(1500)]
    return list(dict.fromkeys(texts))


def is_known(text):
    """Characters that Python does not know, or that Hugging Face's tokenizers order otherwise, as their versions of
    Unicode differ, are left out, written as references of HTML too."""
    text = html.unescape(text)
    return all(unicodedata.category(c) not in ("Cn", "Cs") for c in text) \
        and NFC().normalize_str(text) == unicodedata.normalize("NFC", text)


def is_misread(text):
    return ftfy.fix_text(text, fix_encoding=False) != ftfy.fix_text(text)


def reduced(ids, merges, simple, texts):
    parts, longest = set(), max(len(a + b) for a, b in merges)
    for text in texts:
        for word in regex.findall(simple.pat, _clean_lower(text)):
            word = "".join(simple.byte_encoder[b] for b in word.encode()) + "</w>"
            for i in range(len(word)):
                parts.update(word[i:j] for j in range(i + 1, min(len(word), i + longest) + 1))
    kept = [m for m in merges if m[0] + m[1] in parts]
    names = list(ids)[:512] + [a + b for a, b in kept] + list(ids)[-2:]
    return {n: ids[n] for n in names}, kept


def main():
    logging.set_verbosity_error()
    DATA.mkdir(exist_ok=True)
    simple = SimpleTokenizer()
    own = HFTokenizer(str(ROOT / "examples/mini/model"))
    texts = [t for t in texts_to_repair() + make_texts()[::3]
             if is_known(t) and "<start_of_text>" not in t.lower() and "<end_of_text>" not in t.lower()
             and "<|startoftext|>" not in _clean_lower(t) and "<|endoftext|>" not in _clean_lower(t)]
    rows = []
    for text in texts:
        cleaned = own.tokenizer(_clean_whitespace(text), add_special_tokens=False)["input_ids"]
        rows.append([text, simple.encode(text), cleaned, is_misread(text)])
    ids, merges = openai_vocabulary()
    few_ids, few_merges = reduced(ids, merges, simple, texts)
    (DATA / "vocab.json").write_text(compact(few_ids) + "\n")
    (DATA / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in few_merges))
    write_gzip(DATA / "repaired.json.gz", compact({"texts": rows}))
    print(len(rows), "texts,", sum(r[3] for r in rows), "misread;", len(few_merges), "merges;",
          {p.name: p.stat().st_size for p in sorted(DATA.iterdir())})


if __name__ == "__main__":
    main()
