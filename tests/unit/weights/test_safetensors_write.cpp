// SPDX-License-Identifier: MIT
//
// Writing safetensors files: what is written is read again, and a failure leaves nothing behind.

#include <csignal>
#include <cstdint>
#include <limits>
#include <string>
#include <sys/resource.h>
#include <vector>

#include <ATen/ops/equal.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/full_disk.hpp"
#include "../../support/test_files.hpp"
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/safetensors_write.hpp>

namespace {

using sdkt_test::full_disk;

std::vector<sdkt::weights::named_tensor> some_tensors() {
  return {{"b", at::randn({3, 5})},
          {"a \"quoted\"\n", at::randn({7})},
          {"c", at::tensor(2.5F)},
          {"e", at::zeros({0, 2})}};
}

}  // namespace

TEST_CASE("tensors come back bit for bit") {
  const temporary_folder folder;
  const auto tensors = some_tensors();
  sdkt::weights::write_safetensors(folder / "x.safetensors", tensors);
  CHECK(num_entries(folder.path()) == 1);
  const sdkt::weights::safetensors_file file{folder / "x.safetensors"};
  CHECK(file.names().size() == tensors.size());
  for (const auto& [name, values] : tensors) CHECK(at::equal(file.read(name), values));
  CHECK(file.metadata().at("format") == "pt");
}

TEST_CASE("views, transposes and doubles are stored by value") {
  const temporary_folder folder;
  const at::Tensor wide = at::randn({4, 6}, at::kDouble);
  sdkt::weights::write_safetensors(folder / "x", {{"t", wide.t()}, {"n", wide.narrow(1, 2, 3)}});
  const sdkt::weights::safetensors_file file{folder / "x"};
  CHECK(at::equal(file.read("t"), wide.t().to(at::kFloat)));
  CHECK(at::equal(file.read("n"), wide.narrow(1, 2, 3).to(at::kFloat)));
}

TEST_CASE("each tensor keeps its own type, the large elements first") {
  const temporary_folder folder;
  const std::vector<sdkt::weights::named_tensor> tensors{{"a", at::randint(0, 255, {3}, at::kByte)},
                                                         {"b", at::randn({5})},
                                                         {"c", at::randn({2, 2}, at::kDouble)},
                                                         {"d", at::randn({3}, at::kBFloat16)},
                                                         {"e", at::randint(-9, 9, {4}, at::kLong)},
                                                         {"f", at::randn({}, at::kDouble)},
                                                         {"g", at::zeros({0}, at::kByte)}};
  sdkt::weights::write_safetensors(folder / "x", tensors, {.type = sdkt::stored_type::own});
  const sdkt::weights::safetensors_file file{folder / "x"};
  for (const auto& [name, values] : tensors) {
    INFO(name);
    CHECK(file.read_as_stored(name).scalar_type() == values.scalar_type());
    CHECK(at::equal(file.read_as_stored(name), values));
  }
  const std::string bytes = read_bytes(folder / "x");
  CHECK(bytes.find("\"c\"") < bytes.find("\"b\""));
  CHECK(bytes.find("\"b\"") < bytes.find("\"d\""));
  CHECK(bytes.find("\"d\"") < bytes.find("\"a\""));
  CHECK(contains(sentence_of<sdkt::format_error>([&] { file.read("c"); }), "values of type F64"));
  sdkt::weights::write_safetensors(folder / "y", {{"t", at::zeros({2}, at::kBool)}},
                                   {.type = sdkt::stored_type::own});
  CHECK(contains(sentence_of<sdkt::format_error>(
                     [&] { sdkt::weights::safetensors_file{folder / "y"}.read_as_stored("t"); }),
                 "values of type BOOL"));
}

TEST_CASE("half types are stored rounded") {
  const temporary_folder folder;
  const at::Tensor values = at::randn({1000});
  sdkt::weights::write_safetensors(folder / "h", {{"x", values}}, {.type = sdkt::stored_type::fp16});
  sdkt::weights::write_safetensors(folder / "b", {{"x", values}}, {.type = sdkt::stored_type::bf16});
  CHECK(at::equal(sdkt::weights::safetensors_file{folder / "h"}.read("x"),
                  values.to(at::kHalf).to(at::kFloat)));
  CHECK(at::equal(sdkt::weights::safetensors_file{folder / "b"}.read("x"),
                  values.to(at::kBFloat16).to(at::kFloat)));
}

TEST_CASE("the file is sorted, its header ends at a multiple of 8, and equal tensors give equal files") {
  const temporary_folder folder;
  for (std::size_t extra = 0; extra < 9; ++extra) {
    const auto path = folder / ("x" + std::to_string(extra));
    sdkt::weights::write_safetensors(
        path, {{"b", at::zeros({1})}, {"a" + std::string(extra, 'a'), at::zeros({1})}});
    const std::string bytes = read_bytes(path);
    CHECK((bytes.size() - 8) % 8 == 0);
    CHECK(bytes.find("\"a") < bytes.find("\"b\""));
    CHECK(bytes.substr(8, 2) == "{\"");
  }
  sdkt::weights::write_safetensors(folder / "one", {{"b", at::zeros({1})}, {"a", at::zeros({1})}});
  sdkt::weights::write_safetensors(folder / "two", {{"a", at::zeros({1})}, {"b", at::zeros({1})}});
  CHECK(read_bytes(folder / "one") == read_bytes(folder / "two"));
}

TEST_CASE("two tensors of one name and an undefined tensor are refused") {
  const temporary_folder folder;
  const auto refusal = [&](std::vector<sdkt::weights::named_tensor> tensors) {
    return sentence_of<sdkt::data_error>([&] { sdkt::weights::write_safetensors(folder / "x", tensors); });
  };
  CHECK(contains(refusal({{"a", at::zeros({1})}, {"a", at::zeros({1})}}), "cannot store the tensor \"a\""));
  CHECK(contains(refusal({{"a", at::Tensor{}}}), "cannot store the tensor \"a\""));
  CHECK(num_entries(folder.path()) == 0);
}

TEST_CASE("a disk that is full leaves nothing behind and an older file as it was") {
  const temporary_folder folder;
  const auto path = folder / "x.safetensors";
  write_bytes(path, "older");
  std::string sentence;
  {
    const full_disk limit{4096};
    sentence = sentence_of<sdkt::file_error>(
        [&] { sdkt::weights::write_safetensors(path, {{"a", at::zeros({5000})}}); });
  }
  CHECK(contains(sentence, "x.safetensors: cannot be written"));
  CHECK(read_bytes(path) == "older");
  CHECK(num_entries(folder.path()) == 1);
}

TEST_CASE("a folder that does not exist and a place that is taken by a folder are refused") {
  const temporary_folder folder;
  CHECK(contains(sentence_of<sdkt::file_error>(
                     [&] { sdkt::weights::write_safetensors(folder / "none/x", some_tensors()); }),
                 "none/x: cannot be created: No such file"));
  std::filesystem::create_directory(folder / "taken");
  CHECK(contains(sentence_of<sdkt::file_error>(
                     [&] { sdkt::weights::write_safetensors(folder / "taken", some_tensors()); }),
                 "taken: cannot be created"));
  CHECK(num_entries(folder.path()) == 1);
}
