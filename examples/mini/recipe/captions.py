"""Writes texts for the reference pool: captions.txt, and captions.json with the best of them for each picture.

    captions.py SDKT            SDKT is the built program; run it in the folder of the pack

The texts are plain phrases about drawings, tiles, characters, shapes, patterns and clothes; none of them holds the
class name of a task. No person has looked which text fits which picture: the pack's own model chose, zero-shot, so the
pairs are as right as that model is.
"""

import json
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy as np

PICTURES = """cat, dog, horse, cow, pig, sheep, goat, rabbit, mouse, lion, tiger, bear, elephant, monkey, fox, wolf, deer, whale, fish, shark,
turtle, frog, snake, duck, owl, eagle, penguin, butterfly, bee, spider, ant, apple, banana, cherry, lemon, grapes, melon, carrot, tomato, cake,
pie, cookie, ice cream, bread, cheese, egg, sausage, pizza, coffee, tea, wine, beer, guitar, piano, drum, violin, trumpet, ball, chess board,
playing card, dice, balloon, gift box, kite, jacket, tie, glove, crown, glasses, umbrella, car, truck, bus, train, bicycle, motorcycle, ship,
aeroplane, rocket, house, castle, church, tower, bridge, tree, flower, rose, cactus, leaf, mushroom, arrow, traffic light, stop sign, computer,
keyboard, printer, phone, camera, lamp, clock, key, lock, scissors, hammer, saw, wrench, pencil, envelope, man, woman, child, king, soldier,
eye, ear, skull, heart, sun, moon, cloud, snowflake, mountain, fire, lightning""".replace("\n", " ").split(", ")  # fmt: skip
TILES = """sword, axe, bow, spear, dagger, mace, helmet, ring, amulet, staff, chest, gold coins, gem, skeleton, zombie, ghost, goblin, orc, troll,
giant, demon, angel, wizard, knight, thief, rat, bat, snake, spider, wolf, slime, eyeball monster, tentacle monster, mummy, vampire, elf, dwarf,
naga, centaur, minotaur, stairs, fountain, lava, grass, tree, stone, trap, crystal, throne, web, flame, lightning bolt, cloud of gas, orb,
boots, cloak, belt, bread, meat, fruit, corpse, torch""".replace("\n", " ").split(", ")  # fmt: skip
COLOURS = "black, white, grey, pink, brown, cyan".split(", ")
SHAPES = "circle, square, triangle, star, heart, cross, diamond, hexagon, ring, crescent".split(", ")
GROUNDS = "white, black, red, green, blue, yellow, orange, grey".split(", ")
PATTERNS = "stripes, dots, checks, grid lines, waves, zigzags, bricks, noise, a gradient".split(", ")
CLOTHES = "polo, jeans, jumper, skirt, jacket, slipper, blouse, running shoe, backpack, boot with a heel".split(", ")


def with_article(name):
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def texts():
    yield from (f"{with_article(name)} clip art" for name in PICTURES)
    yield from (f"{with_article(name)} tile" for name in TILES)
    yield from (f"a {colour} {shape}" for colour in COLOURS for shape in SHAPES)
    yield from (f"a {size} character on a {ground} background" for size in ("small", "large") for ground in GROUNDS)
    yield from (f"a pattern of {name}" for name in PATTERNS)
    yield from (f"a grey {name} on black" for name in CLOTHES)


def features(sdkt, option, path):
    """Unit features of images or texts, one row each."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "f.safetensors"
        subprocess.run([sdkt, "embed", option, path, "--out", out], check=True, stdout=subprocess.DEVNULL)
        data = out.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    (entry,) = [value for name, value in header.items() if name != "__metadata__"]
    begin, end = entry["data_offsets"]
    return np.frombuffer(data[8 + size + begin : 8 + size + end], np.float32).reshape(entry["shape"])


def main():
    tasks = pathlib.Path("tasks")
    names = {name for path in tasks.glob("*.json") for name in json.loads(path.read_text()).get("class_names", [])}
    kept = [text for text in dict.fromkeys(texts()) if not any(f" {name} " in f" {text} " for name in names)]
    (tasks / "captions.txt").write_text("\n".join(kept) + "\n")
    images = json.loads((tasks / "reference.json").read_text())["images"]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(f"a photo of {text}." for text in kept) + "\n")
        listed.flush()
        best = (features(sys.argv[1], "--images", tasks / "reference.tar") @ features(sys.argv[1], "--texts", listed.name).T).argmax(1)
    assert len(best) == len(images) and images == sorted(images)
    pairs = dict(archive="reference.tar", images=images, captions=[kept[k] for k in best])
    (tasks / "captions.json").write_text(json.dumps(pairs, separators=(",", ":")) + "\n")
    print(f"{len(kept)} texts, {len(set(pairs['captions']))} of them in use")


if __name__ == "__main__":
    main()
