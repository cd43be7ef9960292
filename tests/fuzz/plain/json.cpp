// SPDX-License-Identifier: MIT
//
// JSON whose values remember their places: what every list is read from.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/base/utf8.hpp>
#include <sdkt/file/located_json.hpp>

namespace {

void visit(const sdkt::file::located_json& json, const sdkt::file::located_value& value, std::size_t size) {
  sdkt_fuzz::expect(value.offset < size, "a value behind the end of its text");
  sdkt_fuzz::expect_clean(value.described());
  if (value.items() != nullptr) {
    for (const sdkt::file::located_value& item : *value.items()) visit(json, item, size);
  }
  if (value.object() == nullptr) return;
  for (const sdkt::file::located_member& member : *value.object()) {
    sdkt_fuzz::expect(sdkt::detail::is_utf8(member.name), "a name that is no UTF-8");
    visit(json, member.value, size);
  }
}

}  // namespace

int fuzz_json(const std::uint8_t* data, std::size_t size) {
  sdkt_fuzz::accepts([&] {
    const sdkt::file::located_json json{"a.json", std::string{sdkt_fuzz::text_of(data, size)}};
    sdkt_fuzz::expect_clean(json.where(json.root()));
    visit(json, json.root(), size);
  });
  return 0;
}
