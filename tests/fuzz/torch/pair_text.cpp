// SPDX-License-Identifier: MIT
//
// The file beside an image that says its text, as .txt and as .json.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/base/utf8.hpp>
#include <sdkt/reference/pair_list.hpp>

namespace {

/// A source whose every file has the same bytes.
class one_file final : public sdkt::image_source {
 public:
  explicit one_file(std::string_view bytes) : bytes_{bytes} {}

  std::vector<std::byte> read(const std::string&) const override {
    const auto bytes = std::as_bytes(std::span{bytes_.data(), bytes_.size()});
    return {bytes.begin(), bytes.end()};
  }
  bool contains(const std::string&) const override { return true; }
  std::string where(const std::string& name) const override { return name; }

 private:
  std::string_view bytes_;
};

}  // namespace

int fuzz_pair_text(const std::uint8_t* data, std::size_t size) {
  const auto source = std::make_shared<const one_file>(sdkt_fuzz::text_of(data, size));
  for (const char* name : {"a.txt", "a.json"}) {
    sdkt_fuzz::accepts([&] {
      sdkt::detail::listed_pair pair{.image = {source, "a.png", -1}};
      pair.text_files.emplace_back(name);
      const std::string text = sdkt::detail::text_of(pair);
      sdkt_fuzz::expect(!text.empty() && sdkt::detail::is_utf8(text), "a text that is empty or no UTF-8");
    });
  }
  return 0;
}
