use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A question on which somebody can take a side, in a user's wording. Being for it means to answer it with yes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Unique among the user's questions.
    pub id: String,
    /// The wording: "Should the bridge be closed?".
    pub ask: String,
    /// What counts as being for it, in words ("build the path", "open the bridge").
    #[serde(
        default,
        rename = "for",
        deserialize_with = "one_or_several",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub favor: Vec<String>,
    /// What counts as being against it, in words.
    #[serde(default, deserialize_with = "one_or_several", skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<String>,
    /// Sentences as they might stand in an article, of either side.
    #[serde(default, deserialize_with = "one_or_several", skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
    /// Other names of the matter: of a bill, a plan, a place.
    #[serde(default, deserialize_with = "one_or_several", skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<String>,
}

/// A list of texts, or one text alone.
fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Texts;
    impl<'de> Visitor<'de> for Texts {
        type Value = Vec<String>;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("a text or a list of texts")
        }

        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(vec![text.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(text) = texts.next_element()? {
                all.push(text);
            }
            Ok(all)
        }
    }
    deserializer.deserialize_any(Texts)
}

#[cfg(test)]
mod tests {
    use super::Question;

    #[test]
    fn a_text_stands_for_a_list_of_one() {
        let question: Question = serde_json::from_str(
            r#"{"id":"path","ask":"Should the path be built?","for":"build it","terms":["Dyke Way","the path"]}"#,
        )
        .unwrap();
        assert_eq!(question.favor, ["build it"]);
        assert_eq!(question.terms.len(), 2);
        assert!(serde_json::from_str::<Question>(r#"{"id":"path","ask":"?","fro":"x"}"#).is_err());
        let again: Question = serde_json::from_str(&serde_json::to_string(&question).unwrap()).unwrap();
        assert_eq!(again, question);
    }
}
