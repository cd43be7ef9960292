# SPDX-License-Identifier: MIT
"""Unit image and text embeddings of several CLIP architectures, by transformers, checked against open_clip.

    make_embeddings.py       writes expected.json beside this file

The weights are counted, not stored: counter_weights.py. Pixels enter as (x / 255 - mean) / std in float32.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
from transformers import CLIPConfig, CLIPModel

import counter_weights

HERE = Path(__file__).resolve().parent
MEAN, STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)


def architecture(image, patch, width, heads, layers, mlp, t_width, t_heads, t_layers, t_mlp, vocab, context, embedding, activation):
    vision = dict(image_size=image, patch_size=patch, hidden_size=width, num_attention_heads=heads, num_hidden_layers=layers, intermediate_size=mlp)
    text = dict(hidden_size=t_width, num_attention_heads=t_heads, num_hidden_layers=t_layers, intermediate_size=t_mlp,
                vocab_size=vocab, max_position_embeddings=context)  # fmt: skip
    return dict(projection_dim=embedding, hidden_act=activation, vision_config=vision, text_config=text)


# name: architecture, images, lengths of the texts (with the begin and end tokens)
MODELS = {
    "mini": (architecture(32, 8, 160, 5, 5, 640, 128, 4, 2, 512, 1514, 24, 128, "quick_gelu"), 4, [2, 7, 13, 24]),
    "vit-b-16": (architecture(224, 16, 768, 12, 12, 3072, 512, 8, 12, 2048, 49408, 77, 512, "quick_gelu"), 2, [5, 11, 77]),
    "small-gelu": (architecture(48, 16, 96, 6, 3, 288, 80, 4, 2, 240, 500, 16, 64, "gelu"), 3, [2, 9, 16]),
    "vit-b-32-short": (architecture(224, 32, 768, 12, 2, 3072, 512, 8, 2, 2048, 49408, 77, 512, "quick_gelu"), 2, [6, 40]),
    "vit-l-14-336-short": (architecture(336, 14, 1024, 16, 2, 4096, 768, 12, 2, 3072, 49408, 77, 768, "quick_gelu"), 2, [8, 77]),
    "unequal": (architecture(64, 16, 192, 3, 3, 768, 128, 4, 4, 512, 1000, 32, 96, "gelu"), 3, [3, 12, 32]),
}


def token_rows(lengths, vocab, context):
    """Begin, tokens, end, then zeros in even rows and end tokens in odd rows: what follows the first end token must not matter."""
    rows = []
    for n, length in enumerate(lengths):
        body = counter_weights.hashes(f"tokens.{n}", length - 2) % np.uint64(vocab - 2)
        row = [vocab - 2, *(int(t) for t in body), vocab - 1]
        rows.append(row + [0 if n % 2 == 0 else vocab - 1] * (context - length))
    return rows


def fill(model):
    with torch.no_grad():
        for key, tensor in model.state_dict().items():
            tensor.copy_(torch.from_numpy(counter_weights.weight(key, tuple(tensor.shape))))


def transformers_model(a, end):
    text = {**a["text_config"], "hidden_act": a["hidden_act"], "bos_token_id": a["text_config"]["vocab_size"] - 2, "eos_token_id": end, "pad_token_id": 1}
    config = CLIPConfig(text_config=text, vision_config={**a["vision_config"], "hidden_act": a["hidden_act"]}, projection_dim=a["projection_dim"])
    model = CLIPModel(config).eval()
    fill(model)
    return model


def open_clip_model(a, state):
    v, t = a["vision_config"], a["text_config"]
    vision = CLIPVisionCfg(layers=v["num_hidden_layers"], width=v["hidden_size"], head_width=v["hidden_size"] // v["num_attention_heads"],
                           mlp_ratio=v["intermediate_size"] / v["hidden_size"], patch_size=v["patch_size"], image_size=v["image_size"])  # fmt: skip
    text = CLIPTextCfg(context_length=t["max_position_embeddings"], vocab_size=t["vocab_size"], width=t["hidden_size"],
                       heads=t["num_attention_heads"], layers=t["num_hidden_layers"], mlp_ratio=t["intermediate_size"] / t["hidden_size"])  # fmt: skip
    model = CLIP(a["projection_dim"], vision, text, quick_gelu=a["hidden_act"] == "quick_gelu").eval()
    out = {
        "logit_scale": state["logit_scale"],
        "text_projection": state["text_projection.weight"].T,
        "token_embedding.weight": state["text_model.embeddings.token_embedding.weight"],
        "positional_embedding": state["text_model.embeddings.position_embedding.weight"],
        "visual.proj": state["visual_projection.weight"].T,
        "visual.class_embedding": state["vision_model.embeddings.class_embedding"],
        "visual.positional_embedding": state["vision_model.embeddings.position_embedding.weight"],
        "visual.conv1.weight": state["vision_model.embeddings.patch_embedding.weight"],
    }
    norms = {"ln_final": "text_model.final_layer_norm", "visual.ln_pre": "vision_model.pre_layrnorm", "visual.ln_post": "vision_model.post_layernorm"}
    towers = {"transformer": ("text_model", t), "visual.transformer": ("vision_model", v)}
    for theirs, (tower, config) in towers.items():
        for n in range(config["num_hidden_layers"]):
            to, of = f"{theirs}.resblocks.{n}", f"{tower}.encoder.layers.{n}"
            norms |= {f"{to}.ln_1": f"{of}.layer_norm1", f"{to}.ln_2": f"{of}.layer_norm2", f"{to}.mlp.c_fc": f"{of}.mlp.fc1",
                      f"{to}.mlp.c_proj": f"{of}.mlp.fc2", f"{to}.attn.out_proj": f"{of}.self_attn.out_proj"}  # fmt: skip
            for part in ("weight", "bias"):
                out[f"{to}.attn.in_proj_{part}"] = torch.cat([state[f"{of}.self_attn.{x}_proj.{part}"] for x in "qkv"])
    for to, of in norms.items():
        out[f"{to}.weight"], out[f"{to}.bias"] = state[f"{of}.weight"], state[f"{of}.bias"]
    model.load_state_dict(out, strict=True)
    return model


def spread(unit):
    """The largest cosine between two different rows."""
    cosine = unit @ unit.T
    return (cosine - 2 * torch.eye(len(unit))).max().item()


@torch.no_grad()
def embeddings(a, num_images, lengths):
    vocab, context, size = a["text_config"]["vocab_size"], a["text_config"]["max_position_embeddings"], a["vision_config"]["image_size"]
    rows = token_rows(lengths, vocab, context)
    ids = torch.tensor(rows)
    raw = torch.from_numpy(counter_weights.pixels(num_images, size))
    x = (raw.float() / 255 - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)

    ours = transformers_model(a, end=vocab - 1)
    images = F.normalize(ours.get_image_features(pixel_values=x).pooler_output, dim=-1)
    texts = F.normalize(ours.get_text_features(input_ids=ids).pooler_output, dim=-1)
    ours.text_model.eos_token_id = 2  # transformers' older reading: the largest id ends the text
    assert torch.equal(texts, F.normalize(ours.get_text_features(input_ids=ids).pooler_output, dim=-1))

    theirs = open_clip_model(a, ours.state_dict())
    their_images, their_texts = theirs.encode_image(x, normalize=True), theirs.encode_text(ids, normalize=True)
    del theirs
    apart = [(p - q).norm(dim=1).max().item() for p, q in ((images, their_images), (texts, their_texts))]
    assert max(apart) < 2e-5, apart
    double = ours.double()
    exact_images = F.normalize(double.get_image_features(pixel_values=x.double()).pooler_output, dim=-1)
    exact_texts = F.normalize(double.get_text_features(input_ids=ids).pooler_output, dim=-1)
    noise = [(p - q).norm(dim=1).max().item() for p, q in ((images, exact_images), (texts, exact_texts))]
    print(f"largest cosine {spread(images):.3f} {spread(texts):.3f}; open_clip apart {apart[0]:.1e} {apart[1]:.1e}; float64 apart {noise[0]:.1e} {noise[1]:.1e}", flush=True)
    return dict(**a, num_images=num_images, token_ids=rows, image_embeddings=images.tolist(), text_embeddings=texts.tolist())


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.8g}")
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value


def checks():
    """A few values of the recipe, to find a mistake in it before looking at embeddings."""
    key = "vision_model.encoder.layers.0.mlp.fc1.weight"
    return dict(fnv1a64={k: f"{counter_weights.fnv1a64(k):016x}" for k in ("pixels", key)},
                hash={"key": key, "first": [f"{h:016x}" for h in counter_weights.hashes(key, 3)]},
                weight={"key": key, "shape": [640, 160], "first": counter_weights.weight(key, (640, 160)).ravel()[:3].tolist()},
                pixels={"first": counter_weights.pixels(1, 8).ravel()[:8].tolist()})  # fmt: skip


def main():
    torch.set_num_threads(2)
    models = {}
    for name, (a, num_images, lengths) in MODELS.items():
        print(name, end=": ", flush=True)
        models[name] = embeddings(a, num_images, lengths)
    rules = counter_weights.RULES
    out = dict(rules=rules, checks=checks(), mean=MEAN, std=STD, models=rounded(models))
    (HERE / "expected.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
