// SPDX-License-Identifier: MIT
//
// Reads a tar archive in place: indexes its files and reads their bytes on request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/image/tar_header.hpp>
#include <sdkt/image/tar_links.hpp>

namespace sdkt {

namespace detail {

/// The open file of an archive and the places of its members.
struct tar_index {
  struct place {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  input_file file;
  std::vector<std::string> names;
  std::map<std::string, place> places;              // not a hash table: a file could make all names collide
  std::map<std::string, std::string> broken_links;  // by name: where the link leads, and why it is broken
};

/// Reads all headers of a tar file once and builds the index.
class tar_indexer {
 public:
  explicit tar_indexer(const std::filesystem::path& path);

  std::shared_ptr<const tar_index> result() const { return index_; }

 private:
  static constexpr std::uint64_t max_extension = std::uint64_t{1} << 24;

  std::string where() const { return index_->file.path().string(); }

  format_error damaged(const std::string& what) const;

  std::string text_at(std::uint64_t offset, std::uint64_t size) const;

  /// Reads the header at at_ and the data that belongs to it. Returns false at the end mark of the archive.
  bool next_member();

  format_error bad_checksum(std::string_view block) const;

  /// Stores what an extended header changes about the next member.
  void extend(const tar_header& header, std::uint64_t data);

  void add(const tar_header& header, std::uint64_t data);

  /// A hard link becomes the current member with its target's name, as when unpacking. Hard links before
  /// their target and symbolic links are resolved when all members are known.
  void add_link(const std::string& name, const tar_header& header);

  void resolve_links();

  std::shared_ptr<tar_index> index_;
  std::uint64_t at_ = 0;
  tar_extension extension_;
  std::map<std::string, tar_link> links_;  // links whose target is not known yet
};

}  // namespace detail

/// A tar file whose members are read in place; nothing is ever unpacked.
///
/// Reads POSIX ustar and pax archives, and GNU tar's long names and large sizes. Members are regular files,
/// and hard and symbolic links that lead to a regular file of the archive, directly or through other links.
/// Folders, devices and links to folders are left out. A leading "./" of a name is ignored, also in the
/// arguments below. If several members have the same name, the last one counts, as when unpacking. The end
/// mark may be missing.
/// Copies are cheap: they share the open file and the index. All member functions are thread-safe.
class tar_archive {
 public:
  /// Indexes the archive.
  ///
  /// Errors: file_error if the file cannot be read; format_error if the file is not a tar file, is
  /// compressed, damaged or truncated, stores a file with holes, or has a member with an absolute name or
  /// with ".." in its name.
  /// Cost: one read of 512 bytes per member.
  /// Memory: at most 8 times the size of the headers, including the data of extended headers. The bytes of a
  /// member are read only on request.
  explicit tar_archive(const std::filesystem::path& path) : index_{detail::tar_indexer{path}.result()} {}

  /// Whether the archive has a member of that name.
  bool contains(const std::string& name) const { return find(name) != index_->places.end(); }

  /// The bytes of a member.
  ///
  /// Errors: file_error if the member does not exist or is a broken link, or if the archive became shorter.
  std::vector<std::byte> read(const std::string& name) const;

  /// A member as a part of the archive file, without a copy.
  ///
  /// Errors: file_error if the member does not exist or is a broken link.
  detail::file_part part(const std::string& name) const;

  /// The members' names in the order of the file, each once, without a leading "./".
  const std::vector<std::string>& names() const { return index_->names; }

  /// The links that lead to no member, by name, each with the reason: "a hard link to 'b.jpg', which the
  /// archive does not hold".
  const std::map<std::string, std::string>& broken_links() const { return index_->broken_links; }

  /// The reason why the link of that name is broken; empty for anything but a broken link.
  std::string broken_link(const std::string& name) const;

  const std::filesystem::path& path() const { return index_->file.path(); }

 private:
  using places = std::map<std::string, detail::tar_index::place>;

  [[nodiscard]] places::const_iterator find(const std::string& name) const;

  detail::tar_index::place place_of(const std::string& name) const;

  std::shared_ptr<const detail::tar_index> index_;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/tar.ipp>
#endif
