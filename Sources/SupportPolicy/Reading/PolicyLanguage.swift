import BusinessTime

/// The policy language, `ventanilla-policy/1`: every key, what may stand there, and what it means.
///
/// A new key is declared here and read in one line of `PolicyReader`; its check, its place in the schema for editors and
/// the lists of what is allowed follow.
package enum PolicyLanguage {
    static let name = "ventanilla-policy/1"
    /// Far more than anybody writes, and little enough that a hostile document is soon refused.
    static let byteLimit = 256 * 1024

    static let document = Shape.group([
        .required("schema", .word([name]), es: "El lenguaje en que está escrita.", en: "The language that it is written in."),
        .required("policy", header, es: "Qué documento es.", en: "Which document this is."),
        .required("company", company, es: "Quién lo publica.", en: "Who publishes it."),
        .required("clauses", .map(of: clause), es: "Los pasajes del documento, por un ancla que no cambia de versión a versión.",
                  en: "The passages of the document, by an anchor that stays the same across versions."),
        .optional("assumptions", .map(of: assumption), es: "Lo que el documento no dice y la empresa supone, a la vista de todos.",
                  en: "What the document does not say and the company assumes, for everybody to see."),
        .required("calendars", .map(of: calendar, named: .anything, count: 1...40), es: "Los horarios; la zona del primero es la de la empresa.",
                  en: "The hours; the zone of the first is the company's."),
        .required("types", .map(of: choice, named: .anything, count: 1...1_000), es: "Los tipos de solicitud; el primero es el de quien no dice ninguno.",
                  en: "The types of request; the first is that of a request which names none."),
        .optional("categories", .map(of: choice), es: "Las categorías.", en: "The categories."),
        .optional("departments", .map(of: choice), es: "Los departamentos.", en: "The departments."),
        .optional("priorities", .map(of: choice), es: "Las prioridades.", en: "The priorities."),
        .optional("severities", .map(of: choice, named: Scalar(spelling: .integer(1...99))), es: "Las severidades, desde 1, la más grave.",
                  en: "The severities from 1, the gravest."),
        .required("channels", .map(of: channel, named: .anything, count: 1...1_000), es: "Los medios por los que se atiende.", en: "The ways in."),
        .required("admission", admission, es: "Qué se exige antes de atender.", en: "What is required before a request is served."),
        .optional("forms", .map(of: form, named: Scalar(words: ChannelKind.allCases.map(\.rawValue))), es: "Los formularios, por medio.",
                  en: "The forms, by the kind of channel."),
        .optional("targets", .list(of: target, upTo: 300), es: "Los plazos que se prometen.", en: "What is promised by when."),
        .optional("pauses", .list(of: pause), es: "Qué relojes se detienen en qué estado.", en: "Which clocks stand in which state."),
        .required("lifecycle", lifecycle, es: "Cómo vive y cómo termina un ticket.", en: "How a ticket lives and ends."),
        .optional("escalation", escalation, es: "Los niveles y los caminos entre ellos.", en: "The levels and the ways between them."),
        .optional("units", .map(of: unit), es: "Lo que un contrato incluye y los servicios gastan.", en: "What a contract includes and services spend."),
        .optional("plans", .map(of: plan), es: "Los planes que se contratan.", en: "The plans that clients buy."),
        .optional("allowances", .list(of: allowance), es: "Lo que un plan incluye, cuando el documento lo dice aparte.", en: "What a plan includes, where the document says it apart."),
        .optional("tariff", .map(of: tariffItem), es: "La lista de precios.", en: "The price list."),
        .optional("charging", charging, es: "Las reglas de cobro.", en: "The rules of charging."),
        .optional("quotes", quotes, es: "Cuánto valen las cotizaciones.", en: "How long quotes are good."),
        .optional("commitments", commitments, es: "Lo demás a lo que la empresa se compromete y compromete a sus clientes, por tema.",
                  en: "What else the company commits itself and its clients to, by topic."),
        .optional("provisions", .map(of: provision), es: "Partes del documento que se leen y se muestran, y por sí solas no deciden nada.",
                  en: "Parts of the document that are read and shown, and decide nothing by themselves."),
    ])

    private static let header = Shape.group([
        .required("id", .spelled(.slug), es: "El nombre de la empresa en las direcciones.", en: "The company's name in addresses."),
        .required("title", .text, es: "El título del documento.", en: "The title of the document."),
        .required("version", .text, es: "Cómo llama la empresa a esta versión.", en: "The company's own name for this version."),
        .optional("effective_from", .date, es: "Desde cuándo rige.", en: "Since when it is in force."),
        .optional("updated", .date, es: "Cuándo se actualizó.", en: "When it was last changed."),
        .required("language", .word(Language.self), es: "El idioma del documento.", en: "The language of the document."),
        .required("folio_prefix", .spelled(.folioPrefix), es: "Con qué empieza un folio: IN en IN-101.", en: "What a folio begins with: IN in IN-101."),
    ])

    private static let company = Shape.group([
        .required("name", .text, es: "El nombre con que se le conoce.", en: "The name it is known by."),
        .required("legal_name", .text, es: "La razón social.", en: "Its legal name."),
        .optional("website", .text, es: "Su sitio.", en: "Its site."),
        .optional("email", .text, es: "El correo de soporte: desde ahí se escribe a los clientes.", en: "The support address: mail to clients comes from it."),
        .optional("address", .text, es: "El domicilio.", en: "Its address."),
        .optional("credential", .text, es: "Una línea que va en cada página.", en: "A line that belongs on every page."),
        .optional("phones", .list(of: .group([
            .required("label", .text, es: "De qué es el número.", en: "What the number is for."),
            .required("number", .text, es: "El número.", en: "The number."),
        ])), es: "Los teléfonos.", en: "Its telephones."),
    ])

    private static let clause = Shape.group([
        .required("section", .text, es: "En qué parte del documento está.", en: "Where in the document it stands."),
        .required("text", .text, es: "Qué dice, en pocas palabras.", en: "What it says, in short words."),
        .required("ids", .list(of: .text), es: "Los requisitos a los que responde.", en: "The requirements that it answers."),
    ])

    private static let assumption = Shape.group([
        .required("about", .text, es: "La parte de la política que descansa en ella.", en: "The part of the policy that rests on it."),
        .required("text", .text, es: "Qué se supone.", en: "What is assumed."),
    ])

    private static let hours = Shape.list(of: .spelled(.hours), upTo: 24)
    private static let week = Shape.map(of: hours, named: Scalar(spelling: .weekdays))

    private static let calendar = Shape.rule([
        .required("label", .text, es: "Cómo se muestra el horario.", en: "How the hours are shown."),
    ], or: [[
        .required("union_of", .list(of: .name(in: "calendars"), upTo: 24), es: "Los horarios de arriba que éste une: abre cuando uno abre.",
                  en: "The calendars above it that it joins: open when one of them is."),
    ], [
        .required("zone", .spelled(.zone), es: "La zona horaria, con su nombre de la base tz.", en: "The time zone, by its name in the tz database."),
        .required("weekly", week, es: "Las horas de cada día o de varios: mon-fri, sat.",
                  en: "The hours of a day or days: mon-fri, sat."),
        .optional("seasons", .list(of: .group([
            .required("from", .spelled(.yearDay), es: "El primer día, de cualquier año: 07-15.", en: "The first day, of any year: 07-15."),
            .required("to", .spelled(.yearDay), es: "El último día.", en: "The last day."),
            .required("weekly", week, es: "Las horas de cada día dentro de esas fechas.", en: "The hours of a day inside these dates."),
        ]), upTo: 12), es: "Partes del año con sus propias horas; pueden pasar por Año Nuevo.",
                  en: "Parts of the year with hours of their own; they may run over New Year."),
        .optional("closed", .list(of: .word(NamedDays.self, or: .date)), es: "Los días que se cierra: fechas, o mx_lft, mx_bank, mx_holy_week.",
                  en: "The days on which it is closed: dates, or mx_lft, mx_bank, mx_holy_week."),
        .optional("special", .map(of: hours, named: Scalar(spelling: .date)), es: "Fechas con otras horas; [] las cierra.", en: "Dates with other hours; [] closes them."),
        .optional("breaks", .map(of: hours, named: Scalar(spelling: .date)), es: "Horas que se cortan de una fecha.", en: "Hours that are cut out of a date."),
        .optional("business_days", .spelled(.weekdays), es: "Los días hábiles; de lunes a viernes si no se dice.", en: "The business days; Monday to Friday unless it says so."),
    ]])

    private static let choice = Shape.rule([
        .required("label", .text, es: "Cómo se muestra.", en: "How it is shown."),
        .optional("text", .text, es: "Qué significa.", en: "What it means."),
    ])

    private static let channel = Shape.rule([
        .required("kind", .word(ChannelKind.self), es: "La clase de medio.", en: "The kind of channel."),
        .required("label", .text, es: "Cómo se muestra.", en: "How it is shown."),
        .optional("address", .text, es: "A dónde se escribe o se llama.", en: "Where to write or call."),
        .optional("calendar", .name(in: "calendars"), es: "Cuándo se atiende; a toda hora si no se dice.", en: "When it is attended; at any time unless it says so."),
        .optional("opens_ticket_only_if", condition, es: "Las únicas solicitudes que levantan ticket por aquí.", en: "The only requests that open a ticket this way."),
        .optional("way_in", .text, es: "Lo que se dice a las demás.", en: "What the others are told."),
    ])

    private static let admission = Shape.group([
        .required("not_offered", .rule([
            .required("way_in", .text, es: "El camino que sí hay.", en: "The way that there is."),
        ]), es: "Lo que se dice a quien llega por un medio que no hay.", en: "What somebody is told who comes by a way that is not offered."),
        .optional("requires", .list(of: .rule([
            .required("record", .word(RequiredRecord.self), es: "El registro que debe haber.", en: "The record that must be there."),
            .optional("when", condition, es: "A qué solicitudes se exige; a todas si no se dice.", en: "Of which requests; of all unless it says so."),
            .optional("routed_to", .word(Role.self), es: "A quién se canaliza si falta.", en: "To whom it is routed where it is missing."),
            .optional("taken_as", .name(in: "types"), es: "El tipo de solicitud como la que se toma si falta.", en: "The type of request as which it is taken where it is missing."),
            .optional("way_in", .text, es: "Lo que se dice al cliente si falta.", en: "What the client is told where it is missing."),
        ])), es: "Los registros sin los que una solicitud queda sin verificar.", en: "Records without which a request stays unverified."),
    ])

    private static let form = Shape.rule([
        .required("title", .text, es: "El título del formulario.", en: "The title of the form."),
        .optional("instructions", .list(of: .text), es: "Las instrucciones, una por una.", en: "The instructions, one by one."),
        .optional("human_check", .flag, es: "Si se copia un código de una imagen.", en: "Whether a code is copied from a picture."),
        .optional("thanks", .text, es: "Lo que dice la página después de enviar.", en: "What the page says once it was sent."),
        .required("fields", .list(of: .group([
            .required("id", .text, es: "El dato de la solicitud que llena, o un nombre propio.", en: "The attribute of the request that it fills, or a name of the company's own."),
            .required("label", .text, es: "Cómo se pide.", en: "How it is asked for."),
            .optional("required", .flag, es: "Si hace falta.", en: "Whether it must be filled in."),
            .optional("hint", .text, es: "Una aclaración.", en: "An explanation."),
        ])), es: "Los datos que se piden.", en: "What it asks for."),
        .optional("missing", .word(Form.Missing.self), es: "Qué pasa si falta un dato requerido; se rechaza si no se dice.",
                  en: "What becomes of a request without a required one; refused unless it says so."),
    ])

    static let counting: [Key] = [
        Key(name: "count", shape: .count, presence: .counts, says: Said(
            es: "Cómo se cuenta el plazo. No hay valor por omisión.", en: "How the time is counted. There is no default.")),
        .optional("ends", .word(Ending.self), es: "A qué hora termina el último día hábil; a la misma si no se dice.",
                  en: "At what time the last business day ends; at the same unless it says so."),
    ]

    /// The times that fall due, each beside how it counts.
    static let limits: [[Key]] = [
        [.required("within", .duration, es: "Se debe en este tiempo; después es tarde.", en: "Owed in this time, late afterwards.")] + counting,
        [.required("range", .group([
            .required("from", .duration, es: "A lo que se aspira.", en: "What is aimed at."),
            .required("to", .duration, es: "Lo que se debe.", en: "What is owed."),
        ]), es: "De tanto a tanto: sólo lo mayor obliga.", en: "From so much to so much: only the longer binds.")] + counting,
    ]

    private static let target = Shape.rule([
        .required("id", .text, es: "Su nombre.", en: "Its name."),
        .optional("when", condition, es: "A qué solicitudes se promete.", en: "To which requests it is promised."),
        .required("metric", .word(Metric.promised.map(\.rawValue)), es: "Qué se promete.", en: "What is promised."),
        .required("calendar", .name(in: "calendars"), es: "El horario en que cuenta.", en: "The hours in which it counts."),
        .required("starts", .word(ClockStart.self), es: "Desde qué momento corre.", en: "From when it runs."),
    ], or: limits + [
        [.required("at_least", .duration, es: "Tanto o más: se dice, y nunca es tarde.", en: "So much or more: said, never late.")] + counting,
        [.required("best_effort", .text, es: "Palabras sin reloj: de acuerdo a la complejidad.", en: "Words without a clock: by its complexity."),
         .optional("count", .count, es: "Cómo se contaría.", en: "How it would be counted.")],
        [.required("as_soon_as_possible", .text, es: "Lo mismo con prisa: no vence nunca, y va antes que lo que tiene plazo.",
                   en: "The same in a hurry: never late, and before whatever has a due date.")],
    ])

    private static let pause = Shape.rule([
        .required("while", .word(TicketState.self), es: "El estado en que se detienen.", en: "The state in which they stand."),
        .required("metrics", .list(of: .word(Metric.promised.map(\.rawValue))), es: "Los relojes que se detienen.", en: "The clocks that stand."),
    ])

    private static let lifecycle = Shape.group([
        .required("states", .group([
            .required("labels", .group(TicketState.allCases.map {
                .required($0.rawValue, .text, es: "Cómo llama la empresa al estado '\($0.rawValue)'.", en: "The company's word for '\($0.rawValue)'.")
            }), es: "Las palabras de la empresa para los cuatro estados.", en: "The company's words for all four states."),
            .optional("assumes", .assumptions, es: "Las suposiciones en que descansan.", en: "The assumptions that they rest on."),
        ]), es: "Los estados.", en: "The states."),
        .optional("assignment", .rule([
            .required("at_opening", .flag, es: "Si todo ticket tiene responsable desde que se abre.", en: "Whether every ticket has somebody from its opening."),
        ]), es: "Cuándo se asigna.", en: "When it is assigned."),
        .required("closing", .group([
            .required("by_agent", .rule([
                .required("effect", .word(Lifecycle.AgentClosing.Effect.self), es: "close cierra; offer espera la confirmación del cliente.",
                          en: "close closes; offer waits for the client's confirmation."),
                .optional("only", .word(["assignee"]), es: "Sólo quien lo tiene asignado.", en: "Only whoever has it."),
            ]), es: "Qué pasa cuando cierra el personal.", en: "What happens when staff closes."),
            .required("by_client", .rule([
                .optional("effect", .word([Lifecycle.AgentClosing.Effect.close.rawValue]), es: "El cliente siempre cierra.", en: "A client always closes."),
            ]), es: "Por qué cláusula cierra el cliente.", en: "By which clause the client closes."),
            .optional("acceptance", .rule([
                .optional("when", condition, es: "A qué solicitudes; a todas si no se dice.", en: "Which requests; all unless it says so."),
                .required("remind", .duration, es: "Cuándo se recuerda al cliente que acepte.", en: "When the client is reminded to accept."),
                .required("close", .duration, es: "Cuándo se cierra sin confirmar, y se cobra.", en: "When it closes unconfirmed, and is charged."),
                .required("calendar", .name(in: "calendars"), es: "El horario en que cuenta.", en: "The hours in which it counts."),
            ] + counting), es: "El cierre que el cliente acepta antes de que se le cobre.", en: "A closing that the client accepts before he is charged."),
            .optional("silence", .rule([
                .required("more_than", .duration, es: "Se cierra después de más de este tiempo sin respuesta.", en: "It closes after more than this time without an answer."),
                .required("calendar", .name(in: "calendars"), es: "El horario en que cuenta.", en: "The hours in which it counts."),
                .optional("channels", .list(of: .word(ChannelKind.self)), es: "En qué medios; en todos si no se dice.", en: "By which channels; by all unless it says so."),
            ] + counting), es: "El cierre por silencio del cliente.", en: "Closing when the client is silent."),
            .optional("contact_attempts", .rule([
                .required("attempts", .integer(1...9), es: "Cuántos intentos de contacto.", en: "How many attempts to reach the client."),
                .required("via", .list(of: .word(ChannelKind.self)), es: "Por qué medios.", en: "By which channels."),
                .required("calendar", .name(in: "calendars"), es: "El horario en que cuenta.", en: "The hours in which it counts."),
                .required("wait", .duration, es: "Del último intento al cierre.", en: "From the last attempt to the closing."),
                .required("announces", .name(in: "clauses"), es: "La cláusula por la que cada intento avisa cuándo se cerraría.",
                          en: "The clause by which each attempt tells when it would close."),
            ] + counting), es: "El cierre después de intentos de contacto.", en: "Closing after attempts to reach the client."),
        ]), es: "Quién cierra y qué pasa después del silencio.", en: "Who closes, and what follows silence."),
        .required("after_closing", .rule([
            .required("reopen_within", .word(["never"], or: .duration), es: "Hasta cuándo se reabre; never: se abre un ticket nuevo vinculado.",
                      en: "Until when it is reopened; never: a new linked ticket opens."),
        ] + counting), es: "Qué hace una respuesta a un ticket cerrado.", en: "What an answer to a closed ticket does."),
    ])

    private static let level = Spelling.integer(1...9)

    private static let escalation = Shape.rule([
        .required("kind", .word(EscalationRules.Kind.self), es: "functional: otros hacen el trabajo; hierarchical: más gente vigila.",
                  en: "functional: other people do the work; hierarchical: more people watch."),
        .required("levels", .map(of: .rule([
            .required("label", .text, es: "Cómo se muestra.", en: "How it is shown."),
            .optional("attended_by", .text, es: "Quiénes lo atienden.", en: "Who attends it."),
            .optional("notifies", .list(of: .word(Role.self)), es: "A qué papeles avisa.", en: "Which roles it notifies."),
        ]), named: Scalar(spelling: level)), es: "Los niveles, del 1 al 9.", en: "The levels, 1 to 9."),
        .optional("moves", .list(of: .rule([
            .required("from", .word(["any"], or: .integer(0...9_999)), es: "De qué nivel; any: de cualquiera.", en: "From which level; any: from all."),
            .required("to", .integer(), es: "A qué nivel.", en: "To which level."),
            .optional("when", condition, es: "Qué solicitudes.", en: "Which requests."),
            .optional("at_opening", .flag, es: "Si lo hace la mesa al abrir.", en: "Whether the desk does it at the opening."),
        ])), es: "Los caminos de un nivel a otro.", en: "The ways from level to level."),
        .optional("returns", .rule([
            .required("to", .integer(), es: "A qué nivel.", en: "To which level."),
        ]), es: "A dónde regresa una solución.", en: "Where a solution goes back to."),
        .optional("on_breach", .rule([
            .required("notifies", .list(of: .word(Role.self)), es: "A qué papeles.", en: "Which roles."),
        ]), es: "Quién más sabe de un incumplimiento.", en: "Who else hears of a breach."),
    ])

    private static let provision = Shape.rule([
        .required("text", .text, es: "Qué dice.", en: "What it says."),
        .optional("items", .list(of: .map(of: .text)), es: "Renglones con claves propias.", en: "Rows with keys of the company's own."),
    ])

    /// Every axis that is named must match; one that is not named matches anything.
    private static let condition = Shape.group([
        .optional("channel", .list(of: .word(ChannelKind.self)), es: "El medio.", en: "The channel."),
        .optional("type", .list(of: .name(in: "types")), es: "El tipo.", en: "The type."),
        .optional("category", .list(of: .name(in: "categories")), es: "La categoría.", en: "The category."),
        .optional("department", .list(of: .name(in: "departments")), es: "El departamento.", en: "The department."),
        .optional("priority", .list(of: .name(in: "priorities")), es: "La prioridad.", en: "The priority."),
        .optional("severity", .list(of: .name(in: "severities")), es: "La severidad.", en: "The severity."),
        .optional("level", .list(of: .integer()), es: "El nivel.", en: "The level."),
    ])

    /// Every key by its place: `calendars.*.zone`, `targets[].within`.
    package static let places: [String: Said] = {
        var places: [String: Said] = [:]
        func walk(_ shape: Shape, at path: Path) {
            switch shape {
            case .scalar: break
            case .list(let element, _): walk(element, at: .element(0, of: path))
            case .map(let entry, _, _): walk(entry, at: .entry("*", of: path))
            case .group(let group):
                for key in group.keys(present: { _ in false }) {
                    let place = Path.key(key.name, in: path)
                    if places[place.place] == nil { places[place.place] = key.says }
                    walk(key.shape, at: place)
                }
            }
        }
        walk(document, at: .top)
        return places
    }()
}
