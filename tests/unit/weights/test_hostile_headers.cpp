// SPDX-License-Identifier: MIT
//
// Headers of safetensors files made to do harm: sizes that only multiply out without their zeros, axes
// without end, and names that command a terminal.
#include <cstdint>
#include <cstring>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
#include "safetensors_bytes.hpp"
#include <sdkt/weights/safetensors.hpp>

namespace {

/// A file with one tensor without elements.
std::string empty_tensor(const std::string& shape, const std::string& dtype = "F32") {
  return file_of("{\"x\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[0,0]}}");
}

}  // namespace

TEST_CASE("an axis of 0 hides no other axis that is too large") {
  for (const char* shape : {"[0,4611686018427387904,4611686018427387904]", "[4611686018427387904,0]",
                            "[0,9223372036854775807]", "[4294967296,0,4294967296]"}) {
    CHECK(contains(refusal(empty_tensor(shape)), "tensor \"x\" has a shape whose product overflows"));
  }
  const temporary_folder folder;
  for (const char* shape : {"[0,1152921504606846976]", "[1000,0,1000]", "[0]"}) {
    write_bytes(folder / "x.safetensors", empty_tensor(shape));
    CHECK(sdkt::weights::safetensors_file{folder / "x.safetensors"}.read("x").numel() == 0);
  }
}

TEST_CASE("a tensor has at most 64 axes") {
  const auto shape = [](int axes) {
    std::string text = "[0";
    for (int axis = 1; axis < axes; ++axis) text += ",1";
    return text + "]";
  };
  CHECK(contains(refusal(empty_tensor(shape(65))), "tensor \"x\", shape, has more than 64 numbers"));
  const temporary_folder folder;
  write_bytes(folder / "x.safetensors", empty_tensor(shape(64)));
  const sdkt::weights::safetensors_file file{folder / "x.safetensors"};
  CHECK(file.shape("x").size() == 64);
  CHECK(file.read("x").dim() == 64);
}

TEST_CASE("names of tensors reach sentences without their control characters") {
  const std::string fields = R"({"dtype":"\u001b[31m","shape":[0],"data_offsets":[0,0]})";
  CHECK(contains(refusal(file_of("{\"\\u001b[2J\":" + fields + "}")),
                 "tensor \"\\x1b[2J\" has the unknown dtype \"\\x1b[31m\""));
  CHECK(refusal(file_of("{\"" + std::string(100'000, 'n') + "\":7}")).size() < 1000);
  const temporary_folder folder;
  write_bytes(folder / "x.safetensors",
              file_of(R"({"\u001b":{"dtype":"BOOL","shape":[0],"data_offsets":[0,0]}})"));
  const sdkt::weights::safetensors_file file{folder / "x.safetensors"};
  CHECK(contains(sentence_of([&] { file.read("\x1b"); }), ", tensor \"\\x1b\": has values of type BOOL"));
  CHECK(contains(sentence_of([&] { file.read("\a"); }), "has no tensor \"\\x07\""));
}
