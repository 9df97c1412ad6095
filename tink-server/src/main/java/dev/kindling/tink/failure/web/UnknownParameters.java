package dev.kindling.tink.failure.web;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Refuses a query parameter that nobody would read: a misspelt filter must not show everything as if it had filtered. */
@Component
class UnknownParameters implements HandlerInterceptor, WebMvcConfigurer {

    private static final String OURS = "dev.kindling.";

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query == null
                || !(handler instanceof HandlerMethod method)
                || !method.getBeanType().getName().startsWith(OURS)) {
            return true;
        }
        Set<String> known = known(method);
        List<Violation> violations = Arrays.stream(query.split("&"))
                .filter(pair -> !pair.isEmpty())
                .map(UnknownParameters::name)
                .filter(name -> !known.contains(name))
                .distinct()
                .map(name -> new Violation("parameter " + name, name, rule(known)))
                .toList();
        if (!violations.isEmpty()) {
            throw new Failure.Invalid(request.getMethod() + " " + request.getServletPath(), violations);
        }
        return true;
    }

    private static Set<String> known(HandlerMethod method) {
        Set<String> known = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            RequestParam read = parameter.getParameterAnnotation(RequestParam.class);
            if (read != null) {
                known.add(read.name().isEmpty() ? parameter.getParameter().getName() : read.name());
            }
        }
        return known;
    }

    private static String rule(Set<String> known) {
        return known.isEmpty()
                ? "is not a known parameter; this takes none"
                : "is not a known parameter; known are " + String.join(", ", known);
    }

    private static String name(String pair) {
        String name = pair.substring(0, pair.indexOf('=') < 0 ? pair.length() : pair.indexOf('='));
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return name;
        }
    }
}
