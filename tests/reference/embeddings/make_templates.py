# SPDX-License-Identifier: MIT
"""Text features of classes averaged over prompt templates as CLIP does it, by transformers, checked against open_clip.

    make_templates.py       writes templates.json beside this file

The model is examples/mini/model. Each text's features are made unit length, a class's are their mean, made unit length
again. With them a cross-entropy against counted images (counter_weights.hashes), and the norms of its gradient to
tensors of the text tower.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from transformers import AutoTokenizer, CLIPModel

import counter_weights
from make_embeddings import open_clip_model, rounded

HERE = Path(__file__).resolve().parent
MINI = HERE.parents[2] / "examples" / "mini" / "model"
TEMPLATES = ["a photo of a {}.", "a drawing of the {}.", "a {} in the rain, seen from far away", "{}"]
CLASSES = ["digit seven", "red circle", "flag of Chad", "cat"]
LABELS = [3, 0, 2, 1, 1, 0]
LEAVES = {"text_projection.weight": "text_projection", "text_model.embeddings.token_embedding.weight": "token_embedding.weight",
          "text_model.final_layer_norm.weight": "ln_final.weight"}  # fmt: skip


def averaged(encode, ids):
    rows = F.normalize(encode(ids), dim=-1)
    means = torch.stack([rows[c * len(TEMPLATES):(c + 1) * len(TEMPLATES)].mean(0) for c in range(len(CLASSES))])
    return means / means.norm(dim=-1, keepdim=True)


def loss_of(features, scale):
    raw = counter_weights.hashes("templates.images", len(LABELS) * features.shape[1]) >> np.uint64(40)
    images = torch.from_numpy(raw.astype(np.float64) * 2.0**-23 - 1.0).float().view(len(LABELS), -1)
    return F.cross_entropy(scale * F.normalize(images, dim=-1) @ features.T, torch.tensor(LABELS))


def main():
    torch.set_num_threads(1)
    model = CLIPModel.from_pretrained(MINI, dtype=torch.float32).eval()
    config = model.config
    length = config.text_config.max_position_embeddings
    texts = [template.format(name) for name in CLASSES for template in TEMPLATES]
    ids = AutoTokenizer.from_pretrained(MINI)(texts, padding="max_length", max_length=length, truncation=True, return_tensors="pt")["input_ids"]

    features = averaged(lambda x: model.get_text_features(input_ids=x).pooler_output, ids)
    loss = loss_of(features, model.logit_scale.exp().detach())
    loss.backward()
    leaves = dict(model.named_parameters())
    gradients = {name: leaves[name].grad.norm().item() for name in LEAVES}

    fields = {"hidden_size", "num_attention_heads", "num_hidden_layers", "intermediate_size", "image_size", "patch_size", "vocab_size", "max_position_embeddings"}
    tower = lambda one: {k: v for k, v in one.to_dict().items() if k in fields}  # noqa: E731
    a = dict(projection_dim=config.projection_dim, hidden_act=config.text_config.hidden_act, vision_config=tower(config.vision_config), text_config=tower(config.text_config))
    other = open_clip_model(a, model.state_dict())
    their = averaged(other.encode_text, ids)
    their_loss = loss_of(their, other.logit_scale.exp().detach())
    their_loss.backward()
    apart = (features - their).norm(dim=1).max().item()
    theirs = dict(other.named_parameters())
    for name, key in LEAVES.items():
        assert abs(theirs[key].grad.norm().item() - gradients[name]) < 1e-4 * gradients[name], name
    assert apart < 2e-5 and abs(loss.item() - their_loss.item()) < 1e-5
    once = F.normalize(model.get_text_features(input_ids=ids[::len(TEMPLATES)]).pooler_output, dim=-1)
    print(f"open_clip {apart:.1e} apart; the first template alone {(features - once).norm(dim=1).max().item():.2f} apart")
    out = dict(templates=TEMPLATES, classes=CLASSES, labels=LABELS, features=features.tolist(), loss=loss.item(), gradient_norms=gradients)
    (HERE / "templates.json").write_text(json.dumps(rounded(out), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
