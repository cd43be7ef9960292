// SPDX-License-Identifier: MIT
//
// Reads tensors from a safetensors file: names, shapes and types on opening, values on request.
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/weights/safetensors_header.hpp>

namespace sdkt::weights {

/// An open safetensors file.
///
/// F32, F16 and BF16 values are read as fp32. Tensors of other types are listed, but can only be read by
/// read_as_stored().
/// Errors: file_error for a file that cannot be read; format_error for a file of another kind, which the
/// message names (kind_in_place_of_weights); format_error, with the file and the tensor, for a file that
/// breaks any rule of the format: too short, a header that is missing or not valid JSON, wrong types,
/// negative or fractional numbers, products that overflow, sizes that do not fit the shape, holes, overlaps,
/// trailing bytes, duplicate names.
/// Cost: opening reads the header. A tensor is read directly into its place.
class safetensors_file {
 public:
  [[nodiscard]] explicit safetensors_file(const std::filesystem::path& path);

  const std::filesystem::path& path() const noexcept { return file_.path(); }
  const std::map<std::string, std::string>& metadata() const noexcept { return metadata_; }

  /// Names in alphabetical order.
  std::vector<std::string> names() const;
  bool contains(const std::string& name) const { return entries_.count(name) > 0; }
  const std::vector<std::int64_t>& shape(const std::string& name) const { return entry(name).shape; }

  /// The type as the format names it: F32, F16, BF16, I64 ...
  const std::string& dtype(const std::string& name) const { return entry(name).dtype; }

  /// One tensor as contiguous fp32 on the CPU.
  at::Tensor read(const std::string& name) const;

  /// One tensor in its stored type, on the CPU.
  ///
  /// Errors: format_error for a type that LibTorch does not have, and for BOOL, whose stored bytes may be
  /// neither 0 nor 1.
  at::Tensor read_as_stored(const std::string& name) const;

  /// Reads one tensor into a contiguous fp32 CPU tensor of its shape, for example a slice of a flat vector.
  void read_into(const std::string& name, const at::Tensor& destination) const;

 private:
  /// Throws; the message names the kind of the file if that is known, otherwise `what`.
  [[noreturn]] void refuse_other(std::string_view what) const;
  [[noreturn]] void refuse(std::string_view what) const;
  const safetensors_entry& entry(const std::string& name) const;
  const safetensors_entry& checked_entry(const std::string& name) const;
  [[noreturn]] void refuse_type(const std::string& name, const std::string& dtype) const;

  detail::input_file file_;
  std::uint64_t data_ = 0;
  std::map<std::string, safetensors_entry> entries_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace sdkt::weights

#if SDKT_HAS_DEFINITIONS
#include <sdkt/weights/impl/safetensors.ipp>
#endif
