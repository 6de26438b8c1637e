/// The checks that t2l holds itself to, for operations, backends and models of others. They throw an [AssertionError], and suit
/// any framework of tests; arbitraries are jqwik's.
///
/// | | |
/// |---|---|
/// | [t2l.testkit.Gen] | shapes, tensors, views |
/// | [t2l.testkit.GradCheck] | a gradient against differences |
/// | [t2l.testkit.KernelAgreement] | a backend's kernels against their definitions |
/// | [t2l.testkit.BatchInvariance] | an answer in a batch against the same answer alone |
/// | [t2l.testkit.RandomDecoder] | models of any family, with random sizes and numbers |
package t2l.testkit;
