import Hummingbird
import ServiceDesk
import SupportPolicy

/// Kinds of error as HTTP and as words: the one table.
struct Failure: Sendable {
    let status: HTTPResponse.Status
    let title: Said
    let sentence: Said
    var clause: Clause?
    var wayIn: String?
    var problems: [FieldProblem] = []
    var retryAfter: Int?

    /// - Returns: `nil` for what is not known: it is logged, and shown as one sentence.
    init?(_ error: any Error) {
        switch error {
        case let error as DeskError: self.init(error)
        case let refusal as Refusal: self.init(.refused(refusal))
        case let error as HTTPError: self.init(error.status)
        case let failure as Failure.Thrown: self = failure.failure
        default: return nil
        }
    }

    /// A failure that a handler found itself.
    struct Thrown: Error {
        let failure: Failure
    }

    init(_ status: HTTPResponse.Status, _ title: Said, _ sentence: Said) {
        self.status = status
        self.title = title
        self.sentence = sentence
    }

    private init?(_ error: DeskError) {
        switch error {
        case .notFound:
            self.init(.notFound, Said(es: "No encontramos esta página", en: "There is no such page"), Said(
                es: "No existe, o usted no puede verla con la sesión que tiene abierta.",
                en: "It does not exist, or you may not see it with the session you have."))
        case .invalid(let problems):
            self.init(.unprocessableContent, Said(es: "Hay datos por corregir", en: "Some fields need correction"), Said(
                es: problems.map(\.message.es).joined(separator: " "), en: problems.map(\.message.en).joined(separator: " ")))
            self.problems = problems
        case .refused(let refusal):
            self.init(.conflict, Said(es: "La política no lo permite", en: "The policy does not allow it"), refusal.reason)
            clause = refusal.clause
            wayIn = refusal.wayIn
        case .conflict(let sentence):
            self.init(.conflict, Said(es: "Así no se puede ahora", en: "Not as things are now"), sentence)
        case .forbidden:
            self.init(.forbidden, Said(es: "No tiene permiso", en: "You may not do this"), Said(
                es: "Su función en la empresa no incluye esto.", en: "Your role in the company does not include this."))
        case .tooMany(let seconds):
            self.init(.tooManyRequests, Said(es: "Demasiados intentos", en: "Too many attempts"), Said(
                es: "Espere \(seconds) s y vuelva a intentarlo.", en: "Wait \(seconds) s and try again."))
            retryAfter = seconds
        case .tooLarge(let sentence):
            self.init(.contentTooLarge, Said(es: "Es demasiado grande", en: "It is too large"), sentence)
        case .broken:
            return nil
        }
    }

    private init(_ status: HTTPResponse.Status) {
        switch status {
        case .notFound, .methodNotAllowed: self = Failure(DeskError.notFound)!
        case .contentTooLarge: self = Failure(DeskError.tooLarge(Said(
            es: "Se admiten hasta 1 MB de texto y archivos de hasta 25 MB.", en: "Up to 1 MB of text and files of up to 25 MB are taken.")))!
        case .unauthorized: self.init(.unauthorized, Said(es: "Identifíquese", en: "Sign in"), Said(
            es: "Hace falta una sesión o un token válido.", en: "A session or a valid token is needed."))
        default: self.init(status, Said(es: "No se entendió la petición", en: "The request was not understood"), Said(
            es: "La petición está mal formada.", en: "The request is malformed."))
        }
    }

    /// What a reader sees of an error that nobody foresaw.
    static let unknown = Failure(.internalServerError, Said(es: "Algo falló aquí", en: "Something broke here"), Said(
        es: "No se guardó nada a medias. Inténtelo de nuevo; si sigue, díganos el número de la petición.",
        en: "Nothing was left half done. Try again; if it persists, tell us the number of the request."))
}
