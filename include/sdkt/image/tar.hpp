// SPDX-License-Identifier: MIT
//
// A tar archive read in place: an index of its files, and their bytes whenever they are asked for.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/random_access_file.hpp>
#include <sdkt/image/tar_header.hpp>
#include <sdkt/image/tar_links.hpp>

namespace sdkt {

namespace detail {

/// The open file of an archive and where its members lie.
struct tar_index {
  struct place {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  random_access_file file;
  std::vector<std::string> names;
  std::map<std::string, place> places;  // names of a file may be chosen so that their hashes agree
  std::map<std::string, std::string> broken_links;  // by name: what the link leads to, and why not
};

/// Walks once over the headers of a tar file.
class tar_indexer {
 public:
  explicit tar_indexer(const std::filesystem::path& path)
      : index_{std::make_shared<tar_index>(tar_index{random_access_file{path}, {}, {}, {}})} {
    const std::uint64_t end = index_->file.size();
    if (end == 0) throw format_error{where(), "the archive is empty", "restore the file from its source"};
    while (at_ < end && next_member()) {
    }
    resolve_links();
  }

  std::shared_ptr<const tar_index> result() const { return index_; }

 private:
  static constexpr std::uint64_t max_extension = std::uint64_t{1} << 24;

  std::string where() const { return index_->file.path().string(); }

  format_error damaged(const std::string& what) const {
    return format_error{where(), what + " at byte " + std::to_string(at_),
                        "restore the archive from its source"};
  }

  std::string text_at(std::uint64_t offset, std::uint64_t size) const {
    std::string text(static_cast<std::size_t>(size), '\0');
    index_->file.read_at(offset, std::as_writable_bytes(std::span{text.data(), text.size()}));
    return text;
  }

  /// Reads the header at at_ and what belongs to it; false at the mark that ends the archive.
  bool next_member() {
    const std::uint64_t end = index_->file.size();
    if (end - at_ < tar_block) throw damaged("truncated archive: expected a header of 512 bytes");
    const std::string block = text_at(at_, tar_block);
    if (block.find_first_not_of('\0') == std::string::npos) return false;
    if (!tar_checksum_holds(block)) throw bad_checksum(block);
    auto header = parse_tar_header(block);
    if (!header) throw damaged("malformed size in the header");
    const bool extends =
        header->type == 'L' || header->type == 'K' || header->type == 'x' || header->type == 'g';
    if (!extends && extension_.size) header->size = *extension_.size;
    if (!header->has_data()) header->size = 0;

    const std::uint64_t data = at_ + tar_block;
    if (header->size > end - data) {
      throw damaged("truncated archive: the file ends before the " + std::to_string(header->size) +
                    " bytes of '" + shown_text(header->name) + "', whose header is");
    }
    if (extends) {
      extend(*header, data);
    } else {
      add(*header, data);
      extension_ = {};
    }
    at_ = data + (header->size + tar_block - 1) / tar_block * tar_block;
    return true;
  }

  format_error bad_checksum(std::string_view block) const {
    if (at_ > 0) return damaged("wrong checksum in the header");
    if (block.substr(0, 2) == "\x1f\x8b") {
      return format_error{where(), "expected a plain tar archive, found a compressed one",
                          "decompress it first, an archive is read in place"};
    }
    return format_error{where(), "expected a tar archive, found a first header with a wrong checksum",
                        "give an uncompressed tar file"};
  }

  /// Keeps what an extended header says about the next member.
  void extend(const tar_header& header, std::uint64_t data) {
    if (header.type == 'g') return;  // defaults of the archive
    if (header.size > max_extension) throw damaged("extended header of more than 16 MiB");
    const std::string text = text_at(data, header.size);
    if (header.type == 'L' || header.type == 'K') {
      (header.type == 'L' ? extension_.name : extension_.link) = std::string{tar_text(text)};
    } else if (!apply_pax_records(text, extension_)) {
      throw damaged("malformed extended header");
    }
  }

  void add(const tar_header& header, std::uint64_t data) {
    if (header.type == 'S' || extension_.sparse) {
      throw format_error{where(),
                         "'" + shown_text(extension_.name.value_or(header.name)) + "' is stored with holes",
                         "write the archive without --sparse"};
    }
    const bool is_link = header.is_hard_link() || header.is_symbolic_link();
    if (!header.regular() && !is_link) return;
    const std::string full_name = extension_.name.value_or(header.name);
    if (!full_name.empty() && full_name.back() == '/') return;  // how the oldest writers mark a folder
    const std::string name{tar_member_name(full_name)};
    if (!name_stays_inside(name)) {
      if (is_link) return;
      throw format_error{where(), "the member name '" + shown_text(full_name) + "' leads out of the archive",
                         "write the archive with names relative to one folder and without '..'"};
    }
    if (index_->places.count(name) == 0 && links_.count(name) == 0) index_->names.push_back(name);
    if (is_link) {
      add_link(name, header);
    } else {
      links_.erase(name);
      index_->places.insert_or_assign(name, tar_index::place{data, header.size});
    }
  }

  /// A hard link is the member that its target is by then, as when unpacking; one before its target and a
  /// symbolic link are looked at when all members are known.
  void add_link(const std::string& name, const tar_header& header) {
    tar_link link{extension_.link.value_or(header.link), {}, header.is_hard_link()};
    link.target =
        link.is_hard ? std::string{tar_member_name(link.written)} : symbolic_target(name, link.written);
    const auto target = index_->places.find(link.target);
    if (link.is_hard && target != index_->places.end()) {
      links_.erase(name);
      index_->places.insert_or_assign(name, tar_index::place{target->second});
    } else {
      index_->places.erase(name);
      links_.insert_or_assign(name, std::move(link));
    }
  }

  void resolve_links() {
    if (links_.empty()) return;
    index_->broken_links = tar_link_resolver{index_->places, links_}.resolve();
    std::erase_if(index_->names,
                  [&](const std::string& name) { return index_->broken_links.count(name) > 0; });
  }

  std::shared_ptr<tar_index> index_;
  std::uint64_t at_ = 0;
  tar_extension extension_;
  std::map<std::string, tar_link> links_;  // whose target is not known yet
};

}  // namespace detail

/// A tar file whose members are read where they lie; nothing is ever unpacked.
///
/// Reads POSIX ustar and pax archives and GNU tar's long names and large sizes. Members are regular files,
/// and hard and symbolic links that lead to one within the archive, also over other links; folders and
/// devices are left out, and so are links to folders. A leading "./" of a name means nothing, also in the
/// arguments below. Of members with the same name the last one counts, as when unpacking. The end mark may be
/// missing. Copies are cheap: they share the open file and the index. All member functions are thread-safe.
class tar_archive {
 public:
  /// Indexes the archive.
  ///
  /// Errors: file_error if the file cannot be read; format_error if it is no tar file, is compressed, damaged
  /// or truncated, stores a file with holes, or has a member with an absolute name or a ".." in its name.
  /// Cost: one read of 512 bytes a member.
  /// Memory: at most 8 times the headers, extended ones with their data. A member's bytes are read when they
  /// are asked for.
  explicit tar_archive(std::filesystem::path path) : index_{detail::tar_indexer{path}.result()} {}

  /// Whether there is a member of that name.
  bool contains(const std::string& name) const { return find(name) != index_->places.end(); }

  /// The bytes of a member.
  ///
  /// Errors: file_error if there is no such member, if it is a broken link, or if the archive has become
  /// shorter.
  std::vector<std::byte> read(const std::string& name) const {
    const detail::tar_index::place place = place_of(name);
    return index_->file.read(place.offset, place.size);
  }

  /// A member where it lies.
  ///
  /// Errors: file_error if there is no such member or it is a broken link.
  detail::file_part part(const std::string& name) const {
    const detail::tar_index::place place = place_of(name);
    return {std::shared_ptr<const detail::random_access_file>{index_, &index_->file}, place.offset,
            place.size};
  }

  /// The members' names in the order of the file, each once, without leading "./".
  const std::vector<std::string>& names() const { return index_->names; }

  /// The links that lead to no member, by name: "a hard link to 'b.jpg', which the archive does not hold".
  const std::map<std::string, std::string>& broken_links() const { return index_->broken_links; }

  /// What is wrong with the link of that name; empty for anything else than a broken link.
  std::string broken_link(const std::string& name) const {
    const auto found = index_->broken_links.find(std::string{detail::tar_member_name(name)});
    return found == index_->broken_links.end() ? std::string{} : found->second;
  }

  const std::filesystem::path& path() const { return index_->file.path(); }

 private:
  using places = std::map<std::string, detail::tar_index::place>;

  places::const_iterator find(const std::string& name) const {
    return index_->places.find(std::string{detail::tar_member_name(name)});
  }

  detail::tar_index::place place_of(const std::string& name) const {
    const auto found = find(name);
    if (const std::string broken = broken_link(name); !broken.empty()) {
      throw file_error{path().string(), "the member '" + detail::shown_text(name) + "' is " + broken,
                       "write the archive again with what its links lead to"};
    }
    if (found != index_->places.end()) return found->second;
    throw file_error{path().string(), "the archive has no member '" + detail::shown_text(name) + "'",
                     "check the name; 'tar -tf' lists the members"};
  }

  std::shared_ptr<const detail::tar_index> index_;
};

}  // namespace sdkt
