use super::plain::QUANTISED_MAXIMUM;
use super::{Buffer, TILE_ROWS};

/// Columns of a panel: the outputs that one tile computes at once.
pub const PANEL: usize = 32;

/// Inputs that one instruction multiplies and adds up for each output.
const GROUP: usize = 4;

/// What is added to a quantised activation so that it fits an unsigned byte.
pub(super) const OFFSET: i32 = 128;

/// Four inputs' weights for the outputs of a panel: what one instruction reads, or several next to each other.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub struct Group(pub(super) [[i8; GROUP]; PANEL]);

impl Default for Group {
    fn default() -> Self {
        Self([[0; GROUP]; PANEL])
    }
}

/// A layer's weights in eight bits with a scale for each output, in the order in which the tiles read them:
/// panels of [`PANEL`] outputs, within them groups of four inputs, within them the outputs.
pub struct QuantisedMatrix {
    /// Number of inputs.
    pub inputs: usize,
    /// Number of outputs.
    pub outputs: usize,
    pub(super) packed: Vec<Group>,
    /// What takes the activations' offset out of the sums again: `-128 × sum of the output's weights`.
    pub(super) start: Vec<i32>,
    pub(super) scale: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl QuantisedMatrix {
    /// Packs `weight`, signed bytes with one row for each output. `inputs` must be a multiple of 4, the number
    /// of outputs (that of `scale` and `bias`) a multiple of [`PANEL`].
    pub fn pack(weight: &[u8], inputs: usize, scale: Vec<f32>, bias: Vec<f32>) -> Self {
        let outputs = scale.len();
        assert!(inputs.is_multiple_of(GROUP) && outputs.is_multiple_of(PANEL));
        assert!(weight.len() == inputs * outputs && bias.len() == outputs);
        let mut packed = vec![Group::default(); weight.len() / (GROUP * PANEL)];
        let mut start = Vec::with_capacity(outputs);
        let panels = packed.chunks_exact_mut(inputs / GROUP).zip(weight.chunks_exact(PANEL * inputs));
        for (panel, rows) in panels {
            for (column, row) in rows.chunks_exact(inputs).enumerate() {
                let mut sum = 0;
                for (group, source) in row.as_chunks::<GROUP>().0.iter().enumerate() {
                    let signed = source.map(u8::cast_signed);
                    sum += signed.iter().map(|&weight| i32::from(weight)).sum::<i32>();
                    panel[group].0[column] = signed;
                }
                start.push(-OFFSET * sum);
            }
        }
        Self { inputs, outputs, packed, start, scale, bias }
    }

    /// Rounds the weights of each output, one row of `weight` each, to eight bits with a scale of its own, and packs them. Outputs that
    /// are always zero fill the last panel up.
    pub fn round(weight: &[f32], mut bias: Vec<f32>) -> Self {
        let inputs = weight.len() / bias.len();
        let mut bytes = Vec::with_capacity(weight.len());
        let mut scale = Vec::with_capacity(bias.len());
        for row in weight.chunks_exact(inputs) {
            let greatest = row.iter().fold(0.0_f32, |greatest, weight| greatest.max(weight.abs()));
            let inverse = if greatest > 0.0 { QUANTISED_MAXIMUM / greatest } else { 0.0 };
            bytes.extend(
                row.iter().map(|weight| ((weight * inverse).round_ties_even() as i8).cast_unsigned()),
            );
            scale.push(greatest / QUANTISED_MAXIMUM);
        }
        let outputs = bias.len().next_multiple_of(PANEL);
        bytes.resize(outputs * inputs, 0);
        scale.resize(outputs, 0.0);
        bias.resize(outputs, 0.0);
        Self::pack(&bytes, inputs, scale, bias)
    }
}

/// Rows of activations in eight bits, each with its own scale.
#[derive(Default)]
pub struct QuantisedRows {
    pub(super) width: usize,
    /// `value / scale + 128`, and after the rows whatever was there, for the last tile to read.
    pub(super) values: Buffer<u8>,
    pub(super) scale: Vec<f32>,
}

impl QuantisedRows {
    /// Makes room for so many rows, each `width` wide.
    pub fn resize(&mut self, rows: usize, width: usize) {
        self.width = width;
        self.values.resize((rows + TILE_ROWS) * width);
        self.scale.resize(rows, 0.0);
    }

    /// Becomes a copy of those rows of `other` that stand at `places`.
    pub fn copy_from(&mut self, other: &Self, places: &[usize]) {
        let width = other.width;
        self.resize(places.len(), width);
        for ((row, &place), scale) in self.values.chunks_exact_mut(width).zip(places).zip(&mut self.scale) {
            row.copy_from_slice(&other.values[place * width..][..width]);
            *scale = other.scale[place];
        }
    }
}

/// What is made of rows that were normalised, besides themselves.
pub enum Made<'rows> {
    /// The same in eight bits.
    Quantised(&'rows mut QuantisedRows),
    /// The greatest magnitude of each row.
    Greatest(&'rows mut [f32]),
}
