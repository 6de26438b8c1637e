package t2l.autograd;

import t2l.tensor.Tensor;

/// Which of `n` rows go to which of `E` experts, `K` for each row; see [t2l.tensor.kernel.Routing.TopExperts].
///
/// @param chosen `i32[n·K]`, the places of the choices in the scores `[n·E]`
/// @param rows   `i32[n·K]`, the rows in the order of the experts
/// @param places `i32[n·K]`, where the choices of each row are in that order
/// @param ends   `i32[E]`, where the rows of each expert end in that order
public record Routes(Tensor chosen, Tensor rows, Tensor places, Tensor ends) {}
