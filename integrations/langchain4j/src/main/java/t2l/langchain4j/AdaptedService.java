package t2l.langchain4j;

import dev.langchain4j.service.AiServices;
import java.lang.reflect.Proxy;
import module java.base;
import t2l.*;

/// AI Services whose methods have adapters of their own ([UseAdapter]).
///
/// ```java
/// interface Words {
///     @UseAdapter("Answer with the opposite of the word.")
///     String opposite(String word);
///
///     @UseAdapter("Name the capital of the country.")
///     TokenStream capital(String country);
/// }
///
/// Words words = AdaptedService.create(Words.class, t2l);
/// ```
public final class AdaptedService {
    private AdaptedService() {}

    /// A service with nothing else.
    public static <T> T create(Class<T> type, T2l t2l) {
        return create(type, t2l, services -> services);
    }

    /// A service. Each adapter has its own [AiServices], with chat model and streaming chat model.
    ///
    /// @param configure adds what they have in common, such as a memory; called once for each adapter
    public static <T> T create(Class<T> type, T2l t2l, UnaryOperator<AiServices<T>> configure) {
        Map<AdapterChoice, T> services = new HashMap<>();
        Map<Method, T> byMethod = new HashMap<>();
        for (Method method : type.getMethods()) {
            byMethod.put(method, services.computeIfAbsent(adapter(method, type),
                    choice -> configure.apply(AiServices.builder(type).chatModel(new T2lChatModel(t2l, choice))
                            .streamingChatModel(new T2lStreamingChatModel(t2l, choice))).build()));
        }
        T other = services.values().stream().findFirst().orElseThrow(
                () -> new IllegalArgumentException(type.getName() + ": needs a method to be a service, has none"));
        return type
                .cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    method.trySetAccessible(); // of an interface that is not public
                    try {
                        return method.invoke(byMethod.getOrDefault(method, other), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static AdapterChoice adapter(Method method, Class<?> type) {
        return List.of(method, type).stream().map(each -> Optional.ofNullable(each.getAnnotation(UseAdapter.class)))
                .flatMap(Optional::stream).findFirst().map(UseAdapter::value).filter(text -> !text.isEmpty())
                .map(AdapterChoice::describe).orElse(AdapterChoice.NONE);
    }
}
