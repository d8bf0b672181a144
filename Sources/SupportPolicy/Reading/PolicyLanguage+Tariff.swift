/// The keys of what is sold beforehand and charged for.
extension PolicyLanguage {
    static let unit = Shape.rule([
        .required("label", .text, es: "Una: crédito de servicio.", en: "One of it: service credit."),
        .required("plural", .text, es: "Varias: créditos de servicio.", en: "Several: service credits."),
        .optional("time", .flag, es: "Si mide tiempo; entonces sus cantidades se escriben como 30 min o 5 h.",
                  en: "Whether it measures time; its amounts are then written like 30 min or 5 h."),
        .optional("spent_by", .text, es: "Para qué es, en palabras del documento.", en: "What it is meant for, in the document's words."),
        .optional("way_in", .text, es: "Cómo seguir cuando lo que falta es esto.", en: "How to go on where this is what is missing."),
    ])

    static let plan = Shape.rule([
        .required("label", .text, es: "Cómo se llama.", en: "What it is called."),
        .required("grants", .map(of: .word([Plan.byContract], or: .amount), named: unitName), es: "Lo que incluye de cada unidad; by_contract: lo dice cada contrato.",
                  en: "What it includes of each unit; by_contract: each contract says."),
        .required("term", .spelled(.term), es: "Cuánto vale: 1 year, 6 months, 1 event.", en: "How long it is good: 1 year, 6 months, 1 event."),
        .optional("ends", .word(Plan.Ending.self), es: "Si termina sólo con su plazo, o también al agotarse.", en: "Whether it ends with its term only, or also when it is used up."),
        .optional("requires", .list(of: .word(Plan.Requirement.self)), es: "Lo que hace falta para contratarlo.", en: "What it takes to buy it."),
        .optional("includes", .list(of: .text), es: "Lo que además incluye y no se cuenta, como asesoría telefónica.", en: "What it includes besides and nobody counts, such as telephone advice."),
        .optional("price", .group([
            .required("minor_units", .integer(0...1_000_000_000_000), es: "En la unidad más chica: centavos.", en: "In the smallest unit: centavos."),
            .required("currency", .spelled(.currency), es: "La moneda, por ISO 4217: MXN.", en: "The currency, by ISO 4217: MXN."),
        ]), es: "Lo que cuesta; si el documento lo publica.", en: "What it costs; if the document prints it."),
        satKey,
        .optional("overrides", overrides, es: "Lo que se promete distinto a quien lo tiene.", en: "What its clients are promised otherwise."),
    ])

    private static let overrides = Shape.group([
        .optional("targets", .map(of: .rule([], or: limits.map { $0 + [
            .optional("calendar", .name(in: "calendars"), es: "El horario en que cuenta.", en: "The hours in which it counts."),
        ] } + [[
            .required("calendar", .name(in: "calendars"), es: "El horario en que cuenta.", en: "The hours in which it counts."),
        ]]), named: Scalar(refersTo: "targets")), es: "Los plazos, por su id: sólo el tiempo y el horario cambian.",
                  en: "Targets by their ids: only time and hours change."),
        .optional("coverage", .rule([
            .required("calendar", .name(in: "calendars"), es: "El horario en que cuentan todos los plazos.", en: "The hours in which all targets count."),
        ]), es: "El horario de la cobertura.", en: "The hours of coverage."),
    ])

    static let allowance = Shape.rule([
        .required("plan", .name(in: "plans"), es: "De qué plan es.", en: "Of which plan it is part."),
        .required("unit", .name(in: "units"), es: "De qué unidad.", en: "Of which unit."),
        .required("amount", .spelled(.amount), es: "Cuánto.", en: "How much."),
    ])

    static let tariffItem = Shape.rule([
        .required("label", .text, es: "Cómo se llama el servicio.", en: "What the service is called."),
        .required("charged", .word(ChargeMoment.self), es: "Cuándo se cobra.", en: "When it is charged."),
        .optional("price", price, es: "Lo que cuesta una pieza, lo que abarca 'covers', o el tiempo de 'per'.", en: "What one piece costs, what 'covers' covers, or the time of 'per'."),
        .optional("or", price, es: "Otro precio, a elección del cliente.", en: "Another price, at the client's choice."),
        .optional("exchanged_at", price, es: "Lo que vale la unidad cuando se agotó.", en: "What the unit is worth once it has run out."),
        .optional("covers", .integer(1...100_000), es: "Cuántas piezas abarca el precio.", en: "How many pieces the price covers."),
        .optional("extra", .group([
            .required("label", .text, es: "Cómo se llama lo que excede.", en: "What is beyond it."),
            .required("price", price, es: "Lo que cuesta cada pieza más.", en: "What each further piece costs."),
            .optional("or_as", .name(in: "tariff"), es: "El servicio que puede pedirse en su lugar.", en: "The service that may be ordered instead."),
            .optional("assumes", .assumptions, es: "Las suposiciones en que descansa.", en: "The assumptions that it rests on."),
        ]), es: "Las piezas que exceden 'covers'.", en: "The pieces beyond 'covers'."),
        .optional("per", .spelled(.minutes), es: "El tiempo que abarca el precio.", en: "The time that the price is for."),
        .optional("rounds_up_to", .spelled(.minutes), es: "A qué múltiplo sube el tiempo; hace falta con 'per'.", en: "To which multiple time goes up; needed with 'per'."),
        .optional("participants", .group([
            .required("included", .integer(1...100_000), es: "Cuántas personas incluye.", en: "How many people it includes."),
            .required("at_most", .integer(1...100_000), es: "Cuántas caben.", en: "How many it takes."),
        ]), es: "Para cuántas personas a la vez.", en: "For how many people at once."),
        .optional("time_box", .spelled(.minutes), es: "El tiempo dentro del cual lo adicional no cuesta.", en: "The time within which what comes up costs nothing."),
        .optional("only_if_solved", .flag, es: "Si sólo se cobra lo solucionado.", en: "Whether it is charged only when solved."),
        .optional("added_when", .list(of: .word(Circumstance.self)), es: "Las circunstancias que lo agregan por sí solas.", en: "The circumstances that add it by themselves."),
        .optional("on_site", .flag, es: "Si es en el domicilio del cliente.", en: "Whether it is given at the client's premises."),
        .optional("quoted_in", .name(in: "units"), es: "La unidad de su cotización; dinero si no se dice.", en: "The unit of its quotes; money unless it says so."),
        .optional("delivery_days", .integer(1...365), es: "En cuántos días hábiles se entrega, desde que se acepta su cotización.",
                  en: "In how many business days it is delivered, from the acceptance of its quote."),
        satKey,
        .optional("needs_reason", .flag, es: "Si sólo se cotiza con el motivo por escrito.", en: "Whether it is quoted with its written reason alone."),
        .optional("way_in", .text, es: "Cómo pedirlo.", en: "How to ask for it."),
    ])

    static let charging = Shape.group([
        .required("shortage", .rule([
            .required("way_in", .text, es: "Cómo tener más.", en: "How to get more."),
        ]), es: "Lo que se dice cuando no alcanza.", en: "What is said when there is not enough."),
        .optional("prefer", .rule([
            .required("fewest", .name(in: "units"), es: "La unidad de la que se gasta lo menos.", en: "The unit of which the least is spent."),
            .required("then", .word(ChargingRules.Preference.Tie.self), es: "Qué decide un empate.", en: "What decides a tie."),
        ]), es: "El cargo más beneficioso para el cliente.", en: "The charge that is best for the client."),
        .optional("exchange_when_exhausted", .rule([]), es: "Lo agotado se canjea por lo que dice la lista.", en: "What has run out is exchanged at the list price."),
        .optional("classifies_first", .rule([
            .optional("services", .map(of: .name(in: "tariff"), named: Scalar(refersTo: "categories")),
                      es: "Qué servicio de la lista es una solicitud de cada categoría.", en: "Which service of the list a request of each category is."),
        ]), es: "Antes de atender se dice al cliente de qué se trata.", en: "Before the service the client is told what it is."),
        .optional("additional_needs", .rule([]), es: "El cliente decide sobre lo que surge además.", en: "The client decides on what comes up in addition."),
        .optional("summary", .rule([]), es: "Al concluir se entrega un resumen.", en: "A summary ends the service."),
    ] + ChargeMoment.allCases.map { moment in
        .optional(moment.rawValue, .rule([]), es: "La cláusula de lo que se cobra así.", en: "The clause of what is charged this way.")
    })

    static let quotes = Shape.rule([
        .required("valid", .duration, es: "Cuánto vale una cotización desde que se envía.", en: "How long a quote is good from its sending."),
        .required("calendar", .name(in: "calendars"), es: "El horario en que cuenta, y en que se entrega lo cotizado.",
                  en: "The hours in which it counts, and in which what was quoted is delivered."),
        .optional("promises_delivery", .flag, es: "Si lo que no tiene precio de lista se cotiza siempre con su fecha de entrega.",
                  en: "Whether what has no list price is always quoted with its day of delivery."),
    ] + counting)

    private static let satKey = Key.optional(
        "sat_key", .spelled(.satKey), es: "Qué es en el catálogo de productos y servicios del SAT.", en: "What it is in SAT's catalogue of products and services.")

    private static let unitName = Scalar(refersTo: "units")
    private static let price = Shape.map(of: .spelled(.amount), named: unitName, count: 1...20)
}

extension Spelling {
    static let minutes = Spelling(pattern: "^[1-9][0-9]{0,5} +(min|h)$", example: "30 min", takes: { Minutes($0) != nil }) {
        Said(es: "'\($0)' no es un tiempo; se escribe como '30 min' o '5 h'", en: "'\($0)' is not a time; write it like '30 min' or '5 h'")
    }

    /// A number of a unit, or a time; which of both, the unit says.
    static let amount = Spelling(
        pattern: "^[1-9][0-9]{0,5}( +(min|h))?$", example: "3", range: 1...100_000, takes: { Int($0).map((1...100_000).contains) ?? (Minutes($0) != nil) }
    ) { text in
        Int(text) == nil ? minutes.problem(text) : integer(1...100_000).problem(text)
    }

    static let term = Spelling(pattern: "^([1-9][0-9]? +(year|month)s?|1 +event)$", example: "1 year", takes: { Plan.Term($0) != nil }) {
        Said(es: "'\($0)' no es una vigencia; se escribe como '1 year', '6 months' o '1 event'",
             en: "'\($0)' is not a term; write it like '1 year', '6 months' or '1 event'")
    }

    static let satKey = Spelling(pattern: "^[0-9]{8}$", example: "81111811", takes: { text in
        text.utf8.count == 8 && text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
    }) {
        Said(es: "'\($0)' no es una clave del SAT; se escribe con ocho cifras, como 81111811", en: "'\($0)' is no key of SAT's; it is written with eight digits, like 81111811")
    }

    static let currency = Spelling(pattern: "^[A-Z]{3}$", example: "MXN", takes: { text in
        text.utf8.count == 3 && text.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
    }) {
        Said(es: "'\($0)' no es una moneda; se escribe como MXN", en: "'\($0)' is no currency; write it like MXN")
    }
}
