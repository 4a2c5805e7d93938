/// How much work goes into a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Effort {
    /// The student reads everything.
    Fast,
    /// The student reads everything, the full model the blocks in which the student is unsure.
    Balanced,
    /// The full model reads everything.
    #[default]
    Full,
}

impl Effort {
    /// All, the fastest first.
    pub const ALL: [Self; 3] = [Self::Fast, Self::Balanced, Self::Full];
}
