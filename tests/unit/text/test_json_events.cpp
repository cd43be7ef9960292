// SPDX-License-Identifier: MIT
//
// The JSON reader gives the events that nlohmann_json gives, and refuses what it refuses.

#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/base/random.hpp>
#include <sdkt/text/json_events.hpp>

namespace {

/// Builds a document out of events.
class document_builder : public sdkt::detail::json_handler {
 public:
  nlohmann::json root;

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(std::int64_t value) override { return put(value); }
  bool number_unsigned(std::uint64_t value) override { return put(value); }
  bool number_float(double value, std::string_view) override { return put(value); }
  bool string(std::string& text) override { return put(text); }
  bool key(std::string& text) override {
    key_ = text;
    return true;
  }
  bool start_object() override { return open(nlohmann::json::object()); }
  bool end_object() override { return close(); }
  bool start_array() override { return open(nlohmann::json::array()); }
  bool end_array() override { return close(); }
  void syntax_error(std::size_t, std::string_view) override {}

 private:
  nlohmann::json* place(nlohmann::json value) {
    if (open_.empty()) {
      root = std::move(value);
      return &root;
    }
    if (open_.back()->is_object()) return &((*open_.back())[key_] = std::move(value));
    open_.back()->push_back(std::move(value));
    return &open_.back()->back();
  }
  bool put(nlohmann::json value) {
    place(std::move(value));
    return true;
  }
  bool open(nlohmann::json value) {
    open_.push_back(place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<nlohmann::json*> open_;
  std::string key_;
};

/// Whether both readers take the text and read the same, or both refuse it.
bool agrees(const std::string& text) {
  document_builder builder;
  const bool accepted = sdkt::detail::read_json(text, builder);
  const nlohmann::json expected = nlohmann::json::parse(text, nullptr, false);
  return expected.is_discarded() ? !accepted : accepted && builder.root == expected;
}

const std::string sample =
    R"({"a":[1,-2,3.5e-3,0,-0,18446744073709551615,-9223372036854775808,123456789012345678901234567890,1E+2],)"
    R"( "b\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t" : {"x":null,"y":[true,false,[],{}],"":""} , "\u007f":"é€😀"})";

}  // namespace

TEST_CASE("values of every kind are read as nlohmann_json reads them") {
  CHECK(agrees(sample));
  for (const char* text :
       {"0", " [ ] ", "\"\"", "null", "-1", "1.5", "{}", "[[[[1]]]]", "\"\\u0000\"", "1e-400", "0e999"}) {
    INFO(text);
    CHECK(agrees(text));
  }
}

TEST_CASE("texts that are no JSON are refused") {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[",
                           "[1,]",
                           "{\"a\":1,}",
                           "{\"a\"}",
                           "{a:1}",
                           "01",
                           "-",
                           "1.",
                           ".5",
                           "1e",
                           "+1",
                           "tru",
                           "nul",
                           "[1 2]",
                           "1 1",
                           "{}}",
                           "]",
                           "\"\n\"",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\ud800x\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\udc00\"",
                           "\"\xc0\x80\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\"",
                           "\"\xe2\x82\"",
                           "\"\xff\"",
                           "1e999",
                           "'a'",
                           "NaN",
                           "[1]//",
                           "\"a"}) {
    INFO(text);
    document_builder builder;
    CHECK_FALSE(sdkt::detail::read_json(text, builder));
    CHECK(agrees(text));
  }
}

TEST_CASE("20,000 damaged texts are judged as nlohmann_json judges them") {
  const std::string alphabet = "{}[],:\"\\u0e1+-.tfn \n\x01\xc3\xa9\xed\xf0\x80";
  for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
    sdkt::random_stream random{{.seed = 7, .index = seed}};
    std::string text = sample;
    for (std::uint64_t changes = 1 + random.below(3); changes > 0 && !text.empty(); --changes) {
      const auto place = static_cast<std::size_t>(random.below(text.size()));
      const char letter = alphabet[static_cast<std::size_t>(random.below(alphabet.size()))];
      switch (random.below(4)) {
        case 0:
          text[place] = letter;
          break;
        case 1:
          text.insert(place, 1, letter);
          break;
        case 2:
          text.erase(place, 1);
          break;
        default:
          text.resize(place + 1);
          break;
      }
    }
    if (!agrees(text)) {
      INFO(seed << " " << text);
      CHECK(agrees(text));
    }
  }
}

TEST_CASE("a million open brackets take no stack") {
  document_builder builder;
  CHECK_FALSE(sdkt::detail::read_json(std::string(1'000'000, '{'), builder));
  class counter : public document_builder {
   public:
    bool start_array() override { return true; }
    bool end_array() override { return true; }
  } shallow;
  CHECK(sdkt::detail::read_json(std::string(1'000'000, '[') + std::string(1'000'000, ']'), shallow));
}
