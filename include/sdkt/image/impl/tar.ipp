// SPDX-License-Identifier: MIT
//
// Definitions of tar.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_header.hpp>
#include <sdkt/image/tar_links.hpp>

namespace sdkt::detail {

SDKT_INLINE tar_indexer::tar_indexer(const std::filesystem::path& path)
    : index_{std::make_shared<tar_index>(tar_index{input_file{path}, {}, {}, {}})} {
  const std::uint64_t end = index_->file.size();
  if (end == 0) throw format_error{where(), "the archive is empty", "restore the file from its source"};
  while (at_ < end && next_member()) {
  }
  resolve_links();
}

SDKT_INLINE format_error tar_indexer::damaged(const std::string& what) const {
  return format_error{where(), what + " at byte " + std::to_string(at_),
                      "restore the archive from its source"};
}

SDKT_INLINE std::string tar_indexer::text_at(std::uint64_t offset, std::uint64_t size) const {
  std::string text(static_cast<std::size_t>(size), '\0');
  index_->file.read(text.data(), text.size(), offset);
  return text;
}

SDKT_INLINE bool tar_indexer::next_member() {
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

SDKT_INLINE format_error tar_indexer::bad_checksum(std::string_view block) const {
  if (at_ > 0) return damaged("wrong checksum in the header");
  if (block.substr(0, 2) == "\x1f\x8b") {
    return format_error{where(), "expected a plain tar archive, found a compressed one",
                        "decompress it first; archives are read in place"};
  }
  return format_error{where(), "expected a tar archive, found a first header with a wrong checksum",
                      "use an uncompressed tar file"};
}

SDKT_INLINE void tar_indexer::extend(const tar_header& header, std::uint64_t data) {
  if (header.type == 'g') return;  // defaults for the whole archive
  if (header.size > max_extension) throw damaged("extended header of more than 16 MiB");
  const std::string text = text_at(data, header.size);
  if (header.type == 'L' || header.type == 'K') {
    (header.type == 'L' ? extension_.name : extension_.link) = std::string{tar_text(text)};
  } else if (!apply_pax_records(text, extension_)) {
    throw damaged("malformed extended header");
  }
}

SDKT_INLINE void tar_indexer::add(const tar_header& header, std::uint64_t data) {
  if (header.type == 'S' || extension_.sparse) {
    throw format_error{
        where(), "'" + shown_text(extension_.name.value_or(header.name)) + "' is stored as a sparse file",
        "create the archive without --sparse"};
  }
  const bool is_link = header.is_hard_link() || header.is_symbolic_link();
  if (!header.regular() && !is_link) return;
  const std::string full_name = extension_.name.value_or(header.name);
  if (!full_name.empty() && full_name.back() == '/') return;  // how the oldest writers mark a folder
  const std::string name{tar_member_name(full_name)};
  if (!name_stays_inside(name)) {
    if (is_link) return;
    throw format_error{where(), "the member name '" + shown_text(full_name) + "' leads out of the archive",
                       "create the archive with names relative to one folder and without '..'"};
  }
  if (index_->places.count(name) == 0 && links_.count(name) == 0) index_->names.push_back(name);
  if (is_link) {
    add_link(name, header);
  } else {
    links_.erase(name);
    index_->places.insert_or_assign(name, tar_index::place{data, header.size});
  }
}

SDKT_INLINE void tar_indexer::add_link(const std::string& name, const tar_header& header) {
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

SDKT_INLINE void tar_indexer::resolve_links() {
  if (links_.empty()) return;
  index_->broken_links = tar_link_resolver{index_->places, links_}.resolve();
  std::erase_if(index_->names, [&](const std::string& name) { return index_->broken_links.count(name) > 0; });
}

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE std::vector<std::byte> tar_archive::read(const std::string& name) const {
  const detail::tar_index::place place = place_of(name);
  return index_->file.copy(place.offset, place.size);
}

SDKT_INLINE detail::file_part tar_archive::part(const std::string& name) const {
  const detail::tar_index::place place = place_of(name);
  return {std::shared_ptr<const detail::input_file>{index_, &index_->file}, place.offset, place.size};
}

SDKT_INLINE std::string tar_archive::broken_link(const std::string& name) const {
  const auto found = index_->broken_links.find(std::string{detail::tar_member_name(name)});
  return found == index_->broken_links.end() ? std::string{} : found->second;
}

SDKT_INLINE tar_archive::places::const_iterator tar_archive::find(const std::string& name) const {
  return index_->places.find(std::string{detail::tar_member_name(name)});
}

SDKT_INLINE detail::tar_index::place tar_archive::place_of(const std::string& name) const {
  const auto found = find(name);
  if (const std::string broken = broken_link(name); !broken.empty()) {
    throw file_error{path().string(), "the member '" + detail::shown_text(name) + "' is " + broken,
                     "recreate the archive with the targets of its links"};
  }
  if (found != index_->places.end()) return found->second;
  throw file_error{path().string(), "the archive has no member '" + detail::shown_text(name) + "'",
                   "check the name; 'tar -tf' lists the members"};
}

}  // namespace sdkt
