// SPDX-License-Identifier: MIT
//
// Reading safetensors files: values of every readable type, and a sentence for every broken rule.

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
#include "safetensors_bytes.hpp"
#include <sdkt/weights/safetensors.hpp>

namespace {

std::string entry(const std::string& fields) { return "{\"x\":{" + fields + "}}"; }

const std::string good = R"("dtype":"F32","shape":[1],"data_offsets":[0,4])";

}  // namespace

TEST_CASE("F32, F16 and BF16 become fp32, also at places that are not aligned") {
  const temporary_folder folder;
  std::string data;
  data += std::string{"\x00\x3c", 2};          // 1 in F16
  data += std::string{"\x00\x00\xc0\x3f", 4};  // 1.5 in F32, at byte 2
  data += std::string{"\x20\xc0\x00\x00", 4};  // -2.5 and 0 in BF16
  data += std::string{"\x01\x7c", 2};          // not a number in F16
  write_bytes(folder / "x.safetensors",
              file_of(R"({"__metadata__":{"format":"pt","note":"\u00e9"},)"
                      R"("h":{"dtype":"F16","shape":[],"data_offsets":[0,2]},)"
                      R"("f":{"dtype":"F32","shape":[1,1],"data_offsets":[2,6]},)"
                      R"("b":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]},)"
                      R"("n":{"dtype":"F16","shape":[1],"data_offsets":[10,12]},)"
                      R"("e":{"dtype":"F32","shape":[0,7],"data_offsets":[12,12]}}   )",
                      data));
  const sdkt::weights::safetensors_file file{folder / "x.safetensors"};
  CHECK(file.names() == std::vector<std::string>{"b", "e", "f", "h", "n"});
  CHECK(file.metadata().at("note") == "\xc3\xa9");
  CHECK(file.dtype("b") == "BF16");
  CHECK(file.shape("e") == std::vector<std::int64_t>{0, 7});
  CHECK(file.contains("h"));
  CHECK_FALSE(file.contains("g"));
  CHECK(file.read("h").item<float>() == 1);
  CHECK(file.read("h").dim() == 0);
  CHECK(at::equal(file.read("f"), at::tensor({1.5F}).view({1, 1})));
  CHECK(at::equal(file.read("b"), at::tensor({-2.5F, 0.0F})));
  CHECK(file.read("n").isnan().item<bool>());
  CHECK(file.read("e").numel() == 0);
}

TEST_CASE("a file without tensors is a file") {
  const temporary_folder folder;
  write_bytes(folder / "x.safetensors", file_of("{}", ""));
  CHECK(sdkt::weights::safetensors_file{folder / "x.safetensors"}.names().empty());
}

TEST_CASE("files that break a rule are refused with the file and the rule") {
  CHECK(contains(refusal(""), "is empty; download the file again"));
  CHECK(contains(refusal("1234567"), "is text that begins with \"1234567\""));
  CHECK(contains(refusal("\x01\x02\x03"), "has fewer than 8 bytes"));
  CHECK(contains(refusal(std::string(8, '\xff')), "announces a header of 18446744073709551615 bytes"));
  CHECK(contains(refusal(file_of("{}", "").substr(0, 9)), "ends inside its header of 2 bytes"));
  CHECK(contains(refusal(file_of("", "")), "does not start with {"));
  CHECK(contains(refusal(file_of(" {}", "")), "does not start with {"));
  CHECK(contains(refusal(file_of("[]", "")), "does not start with {"));
  CHECK(contains(refusal(file_of("{", "")), "is not valid JSON at byte"));
  CHECK(contains(refusal(file_of("{} x", "")), "is not valid JSON at byte"));
  CHECK(contains(refusal(file_of("{\"\xff\":1}", "")), "is not valid JSON at byte"));
  CHECK(contains(refusal(file_of(R"({"x":1})", "")), "has a number, which is not allowed there"));
  CHECK(contains(refusal(file_of(R"({"x":[]})", "")), "has an array, which is not allowed there"));
  CHECK(contains(refusal(file_of(R"({"x":null})", "")), "has null, which is not allowed there"));
  CHECK(contains(refusal(file_of(R"({"__metadata__":{"a":1}})", "")),
                 "has a number, which is not allowed there"));
  CHECK(contains(refusal(file_of(R"({"__metadata__":{"a":"1","a":"2"}})", "")), "has the field \"a\" twice"));
  CHECK(contains(refusal(file_of(R"({"__metadata__":{},"__metadata__":{}})", "")), "two entries named"));
}

TEST_CASE("entries that break a rule are refused with the tensor and the rule") {
  const std::string four(4, '\0');
  CHECK(refusal(file_of(entry(good), four)).empty());
  const auto bad = [&](const std::string& fields) { return refusal(file_of(entry(fields), four)); };
  CHECK(contains(bad(R"("dtype":"F32","shape":[1])"), "\"x\" lacks its dtype, shape or data_offsets"));
  CHECK(contains(bad(good + R"(,"shape":[1])"), "has the field \"shape\" twice"));
  CHECK(contains(bad(good + R"(,"extra":1)"), "has an unknown field \"extra\""));
  CHECK(contains(bad(R"("dtype":5,"shape":[1],"data_offsets":[0,4])"),
                 "has a number, which is not allowed there"));
  CHECK(contains(bad(R"("dtype":"F31","shape":[1],"data_offsets":[0,4])"), "unknown dtype \"F31\""));
  CHECK(contains(bad(R"("dtype":"F32","shape":"1","data_offsets":[0,4])"),
                 "has a string, which is not allowed there"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), "a negative number"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[1.0],"data_offsets":[0,4])"), "a number with a fraction"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[1e2],"data_offsets":[0,4])"), "a number with a fraction"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[[1]],"data_offsets":[0,4])"),
                 "has an array, which is not allowed there"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[true],"data_offsets":[0,4])"), "true or false"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4])"),
                 "which does not fit in 63 bits"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4])"), "overflows"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[1],"data_offsets":[0])"), "are not two numbers"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,4])"), "are not two numbers"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"), "is at bytes 4 to 0 of 4"));
  CHECK(contains(bad(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])"), "is at bytes 0 to 8 of 4"));
  CHECK(contains(bad(R"("dtype":"F16","shape":[1],"data_offsets":[0,4])"),
                 "has 4 bytes, but its shape and dtype need 2"));
  CHECK(contains(bad(R"("dtype":"F16","shape":[1],"data_offsets":[0,2])"),
                 "has 2 bytes after the last tensor"));
  CHECK(contains(bad(R"("dtype":"F16","shape":[1],"data_offsets":[2,4])"), "has a hole before tensor \"x\""));
}

TEST_CASE("two tensors of one name or in one place are refused") {
  const std::string one = R"("x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]})";
  const std::string overlap = R"("y":{"dtype":"U8","shape":[3],"data_offsets":[2,5]})";
  CHECK(contains(refusal(file_of("{" + one + "," + one + "}", "1234")), "has two entries named \"x\""));
  CHECK(contains(refusal(file_of("{" + one + "," + overlap + "}", "12345")),
                 "\"y\" overlaps the one before it"));
}

TEST_CASE("tensors of other types are listed and refused when they are asked for") {
  const temporary_folder folder;
  write_bytes(folder / "x.safetensors",
              file_of(R"({"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}})", std::string(8, '\0')));
  const sdkt::weights::safetensors_file file{folder / "x.safetensors"};
  CHECK(file.dtype("ids") == "I64");
  CHECK(contains(sentence_of<sdkt::format_error>([&] { file.read("ids"); }),
                 "x.safetensors, tensor \"ids\": has values of type I64"));
  CHECK(contains(sentence_of<sdkt::format_error>([&] { file.read("idz"); }), "has no tensor \"idz\""));
}

TEST_CASE("a destination of another shape or type is refused") {
  const temporary_folder folder;
  write_bytes(folder / "x.safetensors", file_of(entry(good), std::string(4, '\0')));
  const sdkt::weights::safetensors_file file{folder / "x.safetensors"};
  for (const at::Tensor& destination :
       {at::zeros({2}, at::kFloat), at::zeros({}, at::kFloat), at::zeros({1}, at::kDouble)}) {
    CHECK(
        contains(sentence_of<sdkt::shape_error>([&] { file.read_into("x", destination); }), "tensor \"x\""));
  }
}

TEST_CASE("a missing file and a folder are refused") {
  const temporary_folder folder;
  CHECK(contains(sentence_of<sdkt::file_error>(
                     [&] { static_cast<void>(sdkt::weights::safetensors_file{folder / "none"}); }),
                 "none: cannot be opened (No such file or directory)"));
  CHECK(contains(sentence_of<sdkt::file_error>(
                     [&] { static_cast<void>(sdkt::weights::safetensors_file{folder.path()}); }),
                 "expected a file, found a folder or a device"));
}

TEST_CASE("every truncation and every changed byte of a file is read or refused, never a crash") {
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},)"
      R"("b":{"dtype":"F32","shape":[1,1],"data_offsets":[4,8]}})";
  const std::string bytes = file_of(header, std::string(8, '\0'));
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(refusal(bytes.substr(0, size)).empty());
  const temporary_folder folder;
  const auto path = folder / "x.safetensors";
  std::size_t read = 0;
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    for (const char change : {'\x01', '\x10', '\x80'}) {
      std::string changed = bytes;
      changed[place] = static_cast<char>(changed[place] ^ change);
      write_bytes(path, changed);
      try {
        const sdkt::weights::safetensors_file file{path};
        for (const auto& name : file.names()) {
          if (file.dtype(name).find('F') != std::string::npos) static_cast<void>(file.read(name));
        }
        ++read;
      } catch (const sdkt::error&) {
      }
    }
  }
  CHECK(read > 0);
}
