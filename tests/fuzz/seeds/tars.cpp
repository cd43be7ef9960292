// SPDX-License-Identifier: MIT
//
// Tar archives in every way of writing names and sizes, and archives that lie about them.
#include "../../support/image_files.hpp"
#include "seeds.hpp"

namespace sdkt_fuzz {

namespace {

using test::pax_record;

std::string tar_member(const std::string& name, const std::string& data, char type = '0') {
  return test::tar_member(name, data, {.type = type});
}

}  // namespace

seeds tar_seeds() {
  const std::string& end = test::tar_end;
  const std::string member = tar_member("a.png", "bytes");
  const std::string base_256{"\x80\0\0\0\0\0\0\0\0\0\0\5", 12};
  const auto renamed = [&](const std::string& name) { return tar_member(name, "x") + end; };
  const auto pax = [&](const std::string& records, char type = 'x') {
    return tar_member("pax", records, type) + member + end;
  };
  const auto sized = [&](const std::string& size) {
    return test::tar_header("a.png", 0, {.size = size}) + std::string(512, 'x');
  };
  seeds all{
      {"two_members", member + tar_member("folder/", "", '5') + tar_member("folder/b.png", "more") + end},
      {"no_end", member},
      {"dot", renamed("./a.png")},
      {"absolute", renamed("/etc/passwd")},
      {"climbs", renamed("../a.png")},
      {"climbs_inside", renamed("a/../../b.png")},
      {"climbs_at_its_end", renamed("a/..")},
      {"symbolic_link", tar_member("a.png", "", '2') + member + end},
      {"hard_link", test::tar_header("a.png", 700, {.type = '1'}) + member + end},
      {"links", test::tar_header("early", 0, {.type = '1', .link = "a.png"}) + member +
                    test::tar_header("x/b.png", 0, {.type = '2', .link = "../early"}) +
                    test::tar_header("c.png", 0, {.type = '1', .link = "./x/b.png"}) + end},
      {"links_in_a_loop", test::tar_header("a.png", 0, {.type = '2', .link = "b.png"}) +
                              test::tar_header("b.png", 0, {.type = '1', .link = "a.png"}) + end},
      {"link_out", test::tar_header("a.png", 0, {.type = '2', .link = "../../etc/passwd"}) + end},
      {"link_to_root", test::tar_header("a.png", 0, {.type = '1', .link = "/etc/passwd"}) + end},
      {"long_link_target", pax(test::pax_record("linkpath", std::string(3000, 'l') + "/../a.png")) +
                               test::tar_header("b.png", 0, {.type = '2'}) + end},
      {"device", tar_member("a.png", "", '3') + end},
      {"pipe", tar_member("a.png", "", '6') + end},
      {"twice", member + tar_member("a.png", "other") + end},
      {"control_characters", renamed("\x1b[31m\a\nred\x7f.png")},
      {"bidirectional", renamed("a\xe2\x80\xaegnp.png")},
      {"no_utf8", renamed("\xff\xfe\xc3.png")},
      {"control_characters_climb", renamed("../\x1b]0;title\a")},
      {"size_in_base_256", sized(base_256)},
      {"size_too_large_base_256", sized(std::string(12, '\xff'))},
      {"size_largest_base_256", sized("\xbf" + std::string(11, '\xff'))},
      {"size_63_bits", sized(std::string{"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", 12})},
      {"size_64_bits", sized(std::string{"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xfe\x01", 12})},
      {"size_octal_largest", sized("777777777777")},
      {"size_no_digits", sized("12345678x")},
      {"size_beyond_the_end", sized("00000011610")},
      {"gnu_long_name", tar_member("././@LongLink", std::string(300, 'n') + '\0', 'L') + member + end},
      {"gnu_long_name_climbs", tar_member("././@LongLink", std::string{"../x\0", 5}, 'L') + member + end},
      {"gnu_long_link", tar_member("././@LongLink", std::string(300, 'n'), 'K') + member + end},
      {"gnu_long_name_alone", tar_member("././@LongLink", "name", 'L')},
      {"pax_path", pax(pax_record("path", "longer/name.png"))},
      {"pax_path_climbs", pax(pax_record("path", "../../name.png"))},
      {"pax_path_absolute", pax(pax_record("path", "/name.png"))},
      {"pax_path_nul", pax(pax_record("path", std::string{"a\0b", 3}))},
      {"pax_path_controls", pax(pax_record("path", "../\x1b[2J"))},
      {"pax_size", pax(pax_record("size", "5"))},
      {"pax_size_huge", pax(pax_record("size", "18446744073709551615"))},
      {"pax_size_63_bits", pax(pax_record("size", "9223372036854775807"))},
      {"pax_size_negative", pax(pax_record("size", "-1"))},
      {"pax_length_wrong", pax("99 path=a\n")},
      {"pax_length_huge", pax("18446744073709551616 path=a\n")},
      {"pax_length_zero", pax("0 path=a\n")},
      {"pax_no_equals", pax("8 path\n")},
      {"pax_global", pax(pax_record("path", "../x"), 'g')},
      {"pax_sparse", pax(pax_record("GNU.sparse.major", "1"))},
      {"sparse", tar_member("a.png", "", 'S')},
      {"gzip", "\x1f\x8b\x08" + std::string(600, '\0')},
      {"checksum_wrong", std::string(512, 'x')},
      {"empty", ""},
      {"short", std::string(100, 'a')},
      {"mini", file_of_tree("examples/mini/tasks/digits.tar", 4096)},
  };
  std::string many;
  for (int i = 0; i < 400; ++i) many += tar_member(std::to_string(i) + ".png", "");
  all.push_back({"many_members", many, true});
  all.push_back({"many_twice", repeated(tar_member("a.png", ""), 400), true});
  all.push_back(
      {"many_extensions", repeated(tar_member("pax", pax_record("path", "a")), 200) + member, true});
  const std::string parts = repeated("a/", 100'000) + "b.png";
  all.push_back({"gnu_name_of_many_parts", tar_member("long", parts, 'L') + member, true});
  all.push_back({"pax_name_of_many_parts", pax(pax_record("path", parts)), true});
  all.push_back({"pax_many_names", pax(repeated(pax_record("path", "name"), 20'000)), true});
  return all;
}

}  // namespace sdkt_fuzz
