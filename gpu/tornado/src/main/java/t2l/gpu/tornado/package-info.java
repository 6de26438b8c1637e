/// Chapter 13, continued: devices through TornadoVM. In: matrix products and low-rank updates, from `t2l.gpu`. Out: their
/// results; everything else stays with the processor. Read [t2l.gpu.tornado.Products] first, the kernels in Java.
///
/// TornadoVM compiles a static method for the arrays that it is to run on, and takes numbers among its parameters for
/// constants. So there is one array of F32 on the device and one of everything else, tensors are places in them, and all
/// sizes are numbers in a small array: each kernel is compiled once.
///
/// In reading order: [t2l.gpu.tornado.Numbers] (a tensor in such an array), [t2l.gpu.tornado.Products] (the kernels),
/// [t2l.gpu.tornado.Plan] (TornadoVM's side), [t2l.gpu.tornado.Heap] (who has which place), [t2l.gpu.tornado.CuBlas]
/// (NVIDIA's library), [t2l.gpu.tornado.TornadoQueue], [t2l.gpu.tornado.TornadoDevices] and [t2l.gpu.tornado.Failures].
///
/// Then run `t2l bench matmul --backend tornado`, in a program built with `mvn -Ptornado -DskipTests package -pl app -am`.
package t2l.gpu.tornado;
