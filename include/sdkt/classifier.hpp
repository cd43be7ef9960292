// SPDX-License-Identifier: MIT
//
// Available classifiers: how image features become class scores at evaluation.
//   cosine       cosine of image and prompt (default)
//   ridge_head   RAIL: ridge regression on the features of all tasks, where zero-shot chooses a learnt class
//
// When to use:
//   cosine       for the methods as published
//   ridge_head   on features that stay as they are from task to task: on the pre-trained model, without training
//
// See docs/policies/classifiers.md.
#pragma once

#include <sdkt/classifier/cosine.hpp>
#include <sdkt/classifier/ridge_head.hpp>
