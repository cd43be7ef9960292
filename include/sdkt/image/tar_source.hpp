// SPDX-License-Identifier: MIT
//
// The members of a tar archive as images.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>

namespace sdkt {

/// The members of a tar archive, named "archive.tar(member)" in messages.
class tar_source final : public image_source {
 public:
  explicit tar_source(tar_archive archive) : archive_{std::move(archive)} {}

  const tar_archive& archive() const { return archive_; }

  std::vector<std::byte> read(const std::string& name) const override { return archive_.read(name); }

  bool contains(const std::string& name) const override { return archive_.contains(name); }

  std::string where(const std::string& name) const override;

  std::string problem_of(const std::string& name) const override { return archive_.broken_link(name); }

 private:
  tar_archive archive_;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/tar_source.ipp>
#endif
