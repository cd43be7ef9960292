// SPDX-License-Identifier: MIT
//
// What LibTorch alone costs: nothing but the two headers that every file with tensors needs.
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>

int main() {}
