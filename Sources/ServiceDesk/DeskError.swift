import Storage
import SupportPolicy

/// What a verb can answer instead of doing it. One table in Web maps the kinds to HTTP and to the reader's words.
package enum DeskError: Error, Sendable {
    /// It does not exist, or this principal may not see it.
    case notFound
    /// Fields that cannot stay as they are.
    case invalid([FieldProblem])
    /// A clause forbids it.
    case refused(Refusal)
    /// It does not fit the state things are in.
    case conflict(Said)
    /// The principal's role does not include it.
    case forbidden
    /// Too often; the seconds after which to try again.
    case tooMany(retryAfter: Int)
    /// More than is taken.
    case tooLarge(Said)
    /// Something inside is broken; for the log, never for the reader.
    case broken(String)

    package static func invalid(_ field: String, _ es: String, _ en: String) -> DeskError {
        .invalid([FieldProblem(field, Said(es: es, en: en))])
    }

    package static func conflict(_ es: String, _ en: String) -> DeskError {
        .conflict(Said(es: es, en: en))
    }
}
