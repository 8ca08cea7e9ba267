//! Colons that are missing, or lack their space; values that have text behind them, or lie behind a `#`.

use super::super::{colon, image, trailing};
use super::{check, check_words};

#[test]
fn colons() {
    check(
        colon::propose,
        &[
            ("name:web‸\n", &["1:1-9 +0 put a space after the colon | name: web\n"]),
            ("- \"name\":web # x‸\n", &["1:3-13 +0 put a space after the colon | - \"name\": web # x\n"]),
            ("name:#web‸\n", &[]),
            ("http://web‸\n", &[]),
            ("a b:c‸\n", &["1:1-2 +0 put `:` after `a` | a: b:c\n"]),
            ("spec‸\n  b: 2\n", &["1:1-5 +0 put `:` after `spec` | spec:\n  b: 2\n"]),
            ("  - spec web‸\n", &["1:5-9 +0 put `:` after `spec` |   - spec: web\n"]),
            ("(spec) web‸\n", &[]),
            ("a: b‸\n", &[]),
            ("a:‸\n", &[]),
            ("- ‸\n", &[]),
            ("a; b‸\n", &["1:1-3 +0 put `:` in the place of `;` | a: b\n"]),
            (
                "  a = b‸\n",
                &["1:3-6 +0 put `:` in the place of `=` |   a: b\n", "1:3-4 +0 put `:` after `a` |   a: = b\n"],
            ),
            ("- a=b‸\n", &["1:3-5 +4 put `:` in the place of `=` | - a: b\n"]),
            ("a=‸\n", &["1:1-3 +0 put `:` in the place of `=` | a:\n"]),
            ("=b‸\n", &[]),
            ("a b;‸\n", &["1:1-2 +0 put `:` after `a` | a: b;\n"]),
            ("a: |\n  name:web‸\n", &[]),
        ],
    );
    check_words(
        colon::propose,
        &[
            (
                "a:b‸\n",
                &["syntax/colon-space: there is no space after the colon of `a:`, so this is one text and no key"],
            ),
            ("a; b‸\n", &["syntax/missing-colon: `a` is followed by `;`, where a key has a colon"]),
            ("a=b‸\n", &["syntax/missing-colon: `a` is followed by `=`, where a key has a colon"]),
        ],
    );
}

#[test]
fn the_tag_of_an_image() {
    check(
        image::propose,
        &[
            ("image: nginx: 1.27‸\n", &["1:13-15 +0 remove the blank | image: nginx:1.27\n"]),
            (
                "- image:  r.io:80/a/nginx :  1.27-a_b  # x‸\n",
                &["1:26-30 +0 remove the blank | - image:  r.io:80/a/nginx:1.27-a_b  # x\n"],
            ),
            ("image: : 1‸\n", &[]),
            ("image: nginx: a b‸\n", &[]),
            ("image: nginx x: 1‸\n", &[]),
            ("image: nginx: a/b‸\n", &[]),
            ("image: nginx: ‸\n", &[]),
            ("image: nginx‸\n", &[]),
            ("images: nginx: 1‸\n", &[]),
            ("a: |\n  image: nginx: 1‸\n", &[]),
        ],
    );
    check_words(
        image::propose,
        &[("image: nginx: 1.27‸\n", &["syntax/needs-quotes: the blank behind the colon makes a key of `nginx`"])],
    );
}

#[test]
fn text_behind_a_value() {
    check(
        trailing::propose,
        &[
            (
                "a: \"web\",‸\n",
                &["1:9-10 +0 remove the `,` | a: \"web\"\n", "1:9-10 +2 remove what follows the quote | a: \"web\"\n"],
            ),
            ("a: web ;‸ # x\n", &["1:7-9 +0 remove the `;` | a: web # x\n"]),
            ("a: web:‸\n", &["1:7-8 +1 remove the `:` | a: web\n"]),
            ("image: web:‸\n", &["1:11-12 +0 remove the `:` | image: web\n"]),
            ("a::‸\n", &["1:3-4 +0 remove the `:` | a:\n"]),
            ("- web,‸\n", &["1:6-7 +0 remove the `,` | - web\n"]),
            ("- :‸\n", &[]),
            ("web,‸\n", &[]),
            (",‸\n", &[]),
            ("a b: web:‸\n", &["1:9-10 +0 remove the `:` | a b: web\n"]),
            ("a: \"web\" x‸\n", &["1:9-11 +2 remove what follows the quote | a: \"web\"\n"]),
            ("- a: 'web'  x # y‸\n", &["1:11-14 +2 remove what follows the quote | - a: 'web' # y\n"]),
            ("a:\"web\"x‸\n", &["1:8-9 +2 remove what follows the quote | a:\"web\"\n"]),
            ("a: \"web\"‸\n", &[]),
            ("a: \"web‸\n", &[]),
            ("a: 'b\"'c‸\n", &["1:8-9 +2 remove what follows the quote | a: 'b\"'\n"]),
            ("a: |\n  \"web\" x‸\n", &[]),
        ],
    );
    check_words(
        trailing::propose,
        &[
            ("a: web:‸\n", &["syntax/trailing-text: there is a `:` too many at the end of this line"]),
            ("a: \"web\" x‸\n", &["syntax/trailing-text: text follows the closing quote"]),
        ],
    );
}

#[test]
fn a_value_behind_a_hash() {
    check(
        trailing::propose,
        &[
            ("a:# b‸\n", &["1:3-6 +2 remove the `#` | a: b\n", "1:3-4 +0 put a space before the `#` | a: # b\n"]),
            (
                "- a:#b c‸\n",
                &["1:5-9 +2 remove the `#` | - a: b c\n", "1:5-6 +0 put a space before the `#` | - a: #b c\n"],
            ),
            (
                "a :##  b‸\n",
                &["1:4-9 +2 remove the `#` | a : b\n", "1:4-5 +0 put a space before the `#` | a : ##  b\n"],
            ),
            ("a:#‸\n", &["1:3-4 +0 put a space before the `#` | a: #\n"]),
            ("#a:b‸\nc: 1\n", &[]),
            ("a#b‸\n", &[]),
            ("a: b#c‸\n", &[]),
        ],
    );
    check_words(
        trailing::propose,
        &[(
            "a:#b‸\n",
            &[
                "syntax/swallowed-value: `a` has no value: what follows `#` is a comment",
                "syntax/trailing-text: the comment touches the colon before it, so both are one text",
            ],
        )],
    );
}
