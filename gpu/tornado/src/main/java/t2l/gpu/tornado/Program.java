package t2l.gpu.tornado;

import static java.util.Map.entry;

import java.util.Map;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The kernels by the names that `t2l.gpu` calls them. All have the same parameters: where the work-item is, everything
/// that lies on the device in F32, everything else that lies there, and the arguments, whole numbers and others.
final class Program {
    /// All kernels.
    static final Map<String, Task5<KernelContext, FloatArray, IntArray, IntArray, FloatArray>> KERNELS = Map.ofEntries(
            entry("fill", Elements::fill),
            entry("copy_f32", Elements::copyF32),
            entry("copy_f16", Elements::copyF16),
            entry("copy_bf16", Elements::copyBf16),
            entry("copy_q8_0", Elements::copyQ8),
            entry("copy_q4_0", Elements::copyQ4),
            entry("scale", Elements::scale),
            entry("scale_add", Elements::scaleAdd),
            entry("scale_by_add", Elements::scaleByAdd),
            entry("add", Elements::add),
            entry("mul", Elements::mul),
            entry("mul_add", Elements::mulAdd),
            entry("map", Elements::map),
            entry("map_grad_add", Elements::mapGradAdd),
            entry("gate", Elements::gate),
            entry("gate_grad_add", Elements::gateGradAdd),
            entry("l1_grad_add", Elements::l1GradAdd),
            entry("dropout", Elements::dropout),
            entry("perturb", Elements::perturb),
            entry("adamw", Elements::adamw),
            entry("cross_entropy_grad", Elements::crossEntropyGrad),
            entry("rope", Elements::rope),
            entry("gather_f32", Elements::gatherF32),
            entry("gather_f16", Elements::gatherF16),
            entry("gather_bf16", Elements::gatherBf16),
            entry("gather_q8_0", Elements::gatherQ8),
            entry("gather_q4_0", Elements::gatherQ4),
            entry("scatter_add", Elements::scatterAdd),
            entry("rms_norm", Rows::rmsNorm),
            entry("rms_norm_grad_add", Rows::rmsNormGradAdd),
            entry("layer_norm", Rows::layerNorm),
            entry("layer_norm_grad_add", Rows::layerNormGradAdd),
            entry("softmax", Rows::softmax),
            entry("softmax_grad_add", Rows::softmaxGradAdd),
            entry("cross_entropy", Rows::crossEntropy),
            entry("l1", Rows::l1),
            entry("dot_parts", Rows::dotParts),
            entry("dot_sum", Rows::dotSum),
            entry("sum_rows_add", Rows::sumRowsAdd),
            entry("rms_norm_weight_grad_add", Rows::rmsNormWeightGradAdd),
            entry("layer_norm_weight_grad_add", Rows::layerNormWeightGradAdd),
            entry("attention", Attention::attention),
            entry("attention_dots", Attention::dots),
            entry("attention_grad_q", Attention::gradQ),
            entry("attention_grad_kv", Attention::gradKv),
            entry("few_f32", Products::fewF32),
            entry("product_f32", Products::productF32),
            entry("few_f16", Products::fewF16),
            entry("product_f16", Products::productF16),
            entry("few_bf16", Products::fewBf16),
            entry("product_bf16", Products::productBf16),
            entry("few_q8_0", Products::fewQ8),
            entry("product_q8_0", Products::productQ8),
            entry("few_q4_0", Products::fewQ4),
            entry("product_q4_0", Products::productQ4));

    /// What the names of tiled products begin with; the type of the weight follows.
    static final String TILED = "product_";

    /// Kernels that bring a weight of each type into the array for the right operand of a library, after [Operands].
    static final Map<String, Task5<KernelContext, FloatArray, IntArray, FloatArray, IntArray>> RIGHT = Map.of(
            "right_f32", Operands::rightF32,
            "right_f16", Operands::rightF16,
            "right_bf16", Operands::rightBf16,
            "right_q8_0", Operands::rightQ8,
            "right_q4_0", Operands::rightQ4);

    private Program() {}
}
