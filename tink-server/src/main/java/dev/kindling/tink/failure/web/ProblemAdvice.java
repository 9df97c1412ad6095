package dev.kindling.tink.failure.web;

import dev.kindling.tink.failure.BrokenTransaction;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.FullDisk;
import dev.kindling.tink.failure.Spelling;
import dev.kindling.tink.failure.Unreadable;
import dev.kindling.tink.failure.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Every failure as an RFC 9457 problem; the violations of an invalid input are a member of their own. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failure(Failure failure) {
        return ResponseEntity.of(Problems.of(failure)).build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> lostUpdate(OptimisticLockingFailureException e) {
        return failure(new Failure.Stale("somebody else changed this at the same time; read it again, then change it"));
    }

    @ExceptionHandler(DataAccessResourceFailureException.class)
    ResponseEntity<ProblemDetail> databaseDown(Exception e) {
        if (FullDisk.is(e)) {
            return fullDisk(e);
        }
        log.atError().addKeyValue("reason", e.getMessage()).log("database.unavailable");
        ProblemDetail problem = Problems.of(
                HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "the database does not answer; try again in a moment");
        return ResponseEntity.status(problem.getStatus())
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(problem);
    }

    private static ResponseEntity<ProblemDetail> fullDisk(Exception e) {
        log.atError().addKeyValue("reason", e.getMessage()).log("database.full");
        return ResponseEntity.of(Problems.of(HttpStatus.INSUFFICIENT_STORAGE, "full", FullDisk.TEXT))
                .build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> fault(RuntimeException e) {
        if (BrokenTransaction.is(e) || FullDisk.is(e)) {
            return databaseDown(e);
        }
        log.atError().setCause(e).log("rest.fault");
        return ResponseEntity.of(Problems.of(
                        HttpStatus.INTERNAL_SERVER_ERROR, "fault", "this is a fault of the server; its log says more"))
                .build();
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Violation violation =
                e.getCause() instanceof JacksonException json ? violation(json) : new Violation("", "", unreadable(e));
        ProblemDetail problem = Problems.of(new Failure.Invalid("request body", List.of(violation)));
        return ResponseEntity.of(problem).build();
    }

    /** Without a cause there was nothing to read; Spring's own words then name our classes. */
    private static String unreadable(HttpMessageNotReadableException e) {
        return e.getCause() == null
                ? "is empty; send the document as the body of the request"
                : "cannot be read: " + e.getMostSpecificCause().getMessage();
    }

    /** A path variable or query parameter of the wrong type. */
    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Violation violation = new Violation(
                "parameter " + e.getPropertyName(), String.valueOf(e.getValue()), rule(e.getRequiredType()));
        return ResponseEntity.of(Problems.of(new Failure.Invalid("request", List.of(violation))))
                .build();
    }

    private static String rule(Class<?> type) {
        if (type == null) {
            return "is not of the right type";
        }
        if (type.isEnum()) {
            return "is none of " + Arrays.toString(type.getEnumConstants());
        }
        boolean number = type.isPrimitive() || Number.class.isAssignableFrom(type);
        return number ? "is not a whole number" : "is not a " + type.getSimpleName();
    }

    private static Violation violation(JacksonException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                new Violation(
                        pointer(unknown),
                        unknown.getPropertyName(),
                        Spelling.unknownKey(unknown.getPropertyName(), known(unknown)));
            case InvalidFormatException format ->
                new Violation(pointer(format), String.valueOf(format.getValue()), rule(format.getTargetType()));
            case StreamReadException syntax -> Unreadable.json(syntax);
            case DatabindException other -> new Violation(pointer(other), "", other.getOriginalMessage());
            default -> new Violation("", "", e.getOriginalMessage());
        };
    }

    private static List<String> known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream().map(String::valueOf).toList();
    }

    private static String pointer(JacksonException e) {
        return e.getPath().stream()
                .map(step -> "/" + (step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()))
                .collect(Collectors.joining());
    }
}
