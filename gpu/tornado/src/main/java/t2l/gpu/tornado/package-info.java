/// Chapter 13, continued: devices through TornadoVM. What the kernels compute, and in which order their arguments come, is
/// the same as in `t2l.gpu`, whose table of operations calls them by name; here they are written in Java.
///
/// TornadoVM compiles a static method for the arrays that it is to run on, and takes numbers among its parameters for
/// constants. So there is one array of F32 on the device and one of everything else, tensors are places in them, and all
/// sizes are numbers in a small array: each kernel is compiled once.
///
/// In reading order: [t2l.gpu.tornado.Numbers] (a tensor in such an array), [t2l.gpu.tornado.Elements] with
/// [t2l.gpu.tornado.Functions], [t2l.gpu.tornado.Rows], [t2l.gpu.tornado.Attention], [t2l.gpu.tornado.Products],
/// [t2l.gpu.tornado.Program] (their names), [t2l.gpu.tornado.Plan] (TornadoVM's side), [t2l.gpu.tornado.Heap] (who has
/// which place), [t2l.gpu.tornado.CuBlas] with [t2l.gpu.tornado.Operands] (NVIDIA's library),
/// [t2l.gpu.tornado.TornadoQueue] and [t2l.gpu.tornado.TornadoDevices].
///
/// Then run `t2l bench matmul --backend tornado`, in a program built with `mvn -Ptornado -DskipTests package -pl app -am`.
package t2l.gpu.tornado;
