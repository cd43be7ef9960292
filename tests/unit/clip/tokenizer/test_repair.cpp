// SPDX-License-Identifier: MIT
//
// What open_clip's tokenizer does to a text before it splits it, case by case.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "tokenizer_files.hpp"
#include <sdkt/base/utf8.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>
#include <sdkt/text/html_entities.hpp>
#include <sdkt/text/text_repair.hpp>

namespace {

std::string utf8(std::u32string_view points) {
  std::string text;
  for (const char32_t code : points) sdkt::detail::append_utf8(text, code);
  return text;
}
std::string repaired(std::string_view text) {
  return utf8(sdkt::detail::repair_text(sdkt::detail::decode_utf8(text)));
}
std::string unescaped(std::string_view text) {
  return utf8(sdkt::detail::unescape_html(sdkt::detail::decode_utf8(text)));
}
std::string lower(std::string_view text) {
  return utf8(sdkt::detail::lower_case_of_words(sdkt::detail::decode_utf8(text)));
}
bool is_misread(std::string_view text) {
  return sdkt::detail::misread_place(sdkt::detail::decode_utf8(text)) != std::u32string_view::npos;
}

}  // namespace

TEST_CASE("References of HTML become characters by the rules of HTML 5") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"a &amp; b", "a & b"},
           {"&amp;lt;", "&lt;"},
           {"&copy 2020", "\u00A9 2020"},
           {"&notit; &notin;", "\u00ACit; \u2209"},
           {"&fjlig;", "fj"},
           {"&#39;&#x27;&#X27;", "'''"},
           {"&#0;&#xD800;&#x110000;&#99999999999999;", "\uFFFD\uFFFD\uFFFD\uFFFD"},
           {"&#128;&#150;", "\u20AC\u2013"},
           {"&#1;&#xFDD0;&#xFFFE;x", "x"},
           {"&#; &#x; & &; &nosuch;", "&#; &#x; & &; &nosuch;"},
           {"&CounterClockwiseContourIntegral;", "\u2233"}}) {
    CHECK(unescaped(text) == expected);
  }
}

TEST_CASE("A text is repaired as ftfy repairs it") {
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string, std::string>>{{"\u201Chere\u201D it\u2019s", "\"here\" it's"},
                                                        {"\uFB01re\uFB02y e\uFB03cient", "firefly efficient"},
                                                        {"\u0149", "'n"},
                                                        {"\uFF2C\uFF2F\uFF35\uFF24\u3000\uFF4E", "LOUD n"},
                                                        {"a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"},
                                                        {"\x1b[36;44mblue\x1b[0m", "blue"},
                                                        {"a\x07"
                                                         "b\uFEFF"
                                                         "c\uFFFC",
                                                         "abc"},
                                                        {"\u0093quoted\u0094", "\"quoted\""},
                                                        {"e\u0301", "\u00E9"},
                                                        {"&EACUTE;CLAIR &SZLIG;", "\u00C9CLAIR SS"},
                                                        {"this&not that", "this\u00AC that"},
                                                        {"&amp;amp;amp; x", "& x"},
                                                        {"<b>&amp;amp;amp;amp;</b>", "<b>&amp;amp;</b>"},
                                                        {"", ""},
                                                        {"plain", "plain"}}) {
    CHECK(repaired(text) == expected);
  }
}

TEST_CASE("Repairs of references within references end, however deep they are") {
  std::string deep = "&";
  for (int i = 0; i < 20'000; ++i) deep += "amp;";
  CHECK(repaired(deep + "lt;").size() < deep.size());
  CHECK(repaired(std::string(100'000, '&')).size() == 100'000);
}

TEST_CASE("A capital sigma at a word's end becomes the final one") {
  CHECK(lower("\u039F\u0394\u03A3") == "\u03BF\u03B4\u03C2");
  CHECK(lower("\u03A3") == "\u03C3");
  CHECK(lower("\u0391\u03A3'\u0391") == "\u03B1\u03C3'\u03B1");
  CHECK(lower("\u0391\u03A3'") == "\u03B1\u03C2'");
  CHECK(lower("\u0130X") == "i\u0307x");
}

TEST_CASE("Text that was read in a wrong encoding is found, and other accents are not") {
  for (const char* text :
       {"caf\u00C3\u00A9", "it\u00E2\u20AC\u2122s", "\u00F0\u0178\u02DC\u20AC", "\u00C3 la mode"})
    CHECK(is_misread(text));
  for (const char* text : {"caf\u00E9", "\u00C9clair", "na\u00EFve fa\u00E7ade", "\u00A9 2020",
                           "\u00BFqu\u00E9?", "stra\u00DFe", ""})
    CHECK_FALSE(is_misread(text));
}

TEST_CASE("A tokenizer of open_clip's form says which texts it would read in another way") {
  using sdkt::clip::text_form;
  using sdkt::clip::tokenizer;
  const auto folder = std::string{SDKT_SOURCE_DIR} + "/examples/mini/model";
  const tokenizer theirs = tokenizer::load(folder, text_form::open_clip);
  const tokenizer ours = tokenizer::load(folder);
  CHECK(theirs.differs_in("a photo of a \u201Cdog\u201D &amp; a cat").empty());
  CHECK(theirs.differs_in("a caf\u00C3\u00A9").find("UTF-8 decoded with the wrong encoding") !=
        std::string::npos);
  CHECK(theirs.differs_in("<START_of_text> x").find("special token of open_clip") != std::string::npos);
  CHECK(ours.differs_in("a caf\u00C3\u00A9 <start_of_text>").empty());
}
