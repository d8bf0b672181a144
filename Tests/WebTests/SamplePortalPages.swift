import SupportPolicy
@testable import Web

extension Sample {
    static func portal(_ language: Language) -> [(name: String, page: any Page)] {
        let visitor = visitor(language), client = client(language)
        var flashed = client
        flashed.flash = Flash(kind: .done, text: "Recibimos su respuesta.")
        return [
            ("home", HomePage(
                frame: visitor, hoursToday: "Hoy atendemos hasta las 19:00.", welcome: "Soporte gratuito por teléfono, chat, ticket y correo para todos nuestros clientes.",
                channels: [
                    .init(name: "Teléfono", address: "222 699 65 24", link: .call("222 699 65 24"), hours: "lunes a viernes, 9:00–19:00", cite: ClauseCite(id: "FEL-3")),
                    .init(name: "Correo", address: "soporte@facturarenlinea.com.mx", link: .mail(to: "soporte@facturarenlinea.com.mx"), hours: "todos los días; se lee en horario de oficina", terms: "Incluya RFC, razón social y teléfono con lada.", cite: ClauseCite(id: "FEL-23")),
                    .init(name: "Ventas", address: "800 087 33 91", link: .call("800 087 33 91"), hours: "lunes a viernes, 9:00–18:00"),
                ],
                promises: [
                    .init(what: "Ticket", firstAnswer: "24 horas hábiles", resolution: "48 horas hábiles", cites: [fel27]),
                    .init(what: "Correo", firstAnswer: "24 horas hábiles", resolution: "48 horas hábiles", cites: [ClauseCite(id: "FEL-28")]),
                    .init(what: "Teléfono y chat", firstAnswer: "según el flujo de llamadas", resolution: "al momento, o 48 horas hábiles", cites: [ClauseCite(id: "FEL-25"), ClauseCite(id: "FEL-26")]),
                ],
                announcements: ["El sábado 7 de marzo, de 22:00 a 23:30, actualizaremos el timbrado. Durante ese lapso no podrá facturar."])),
            ("request-form", RequestFormPage(frame: visitor, instructions: instructions, fields: requestFields(), promise: "Le respondemos en 24 horas hábiles.", promiseCite: fel27)),
            ("request-form-wrong", RequestFormPage(frame: visitor, instructions: instructions, fields: requestFields(wrong: true))),
            ("sent", SentPage(frame: visitor, folio: "FEL-2026-0412", next: "Le responderemos a más tardar el miércoles 4 de marzo a las 15:20.", because: fel27, copy: "Enviamos una copia a luna@papeleria.example.")),
            ("lookup", LookupPage(frame: visitor, fields: [
                FormField(name: "folio", label: "Folio", kind: .text, isRequired: true, hint: "Está en el asunto de nuestros correos, como FEL-2026-0412."),
                FormField(name: "email", label: "E-mail", kind: .email, isRequired: true)])),
            ("lookup-sent", LookupSentPage(frame: visitor)),
            ("request", RequestPage(
                frame: flashed, folio: "FEL-2026-0412", subject: "No puedo timbrar: «CSD no vigente»", state: "Abierta", stateMeaning: "Estamos analizando lo que nos envió.",
                inCharge: "Soporte Técnico / Inés Robles", level: "Nivel 1, Técnicos de soporte", opened: "jue 26 feb 2026, 17:20, por el formulario", owed: owed, otherDeadlines: [
                    OwedLine(what: "Solución", due: "Vence el viernes 6 de marzo, 13:00", left: "faltan 38 h hábiles", standing: .calm, because: ClauseCite(id: "FEL-27"))],
                entries: entries, replyFields: replyFields, reopen: .hidden)),
            ("request-offered", RequestPage(
                frame: client, folio: "FEL-2026-0398", subject: "Descarga de XML de enero", state: "En espera", stateMeaning: "Le propusimos una solución y esperamos su confirmación.",
                inCharge: "Soporte Técnico / Inés Robles", opened: "mar 24 feb 2026, 10:02, por correo",
                owed: OwedLine(what: "Esperamos su respuesta", due: "Se cierra el jueves 5 de marzo, 19:00", left: "si no responde en 3 días", standing: .paused, because: ClauseCite(id: "FEL-29", quote: "Los correos y tickets sin respuesta del cliente por más de 3 días se cierran.")),
                entries: Array(entries.prefix(3)), replyFields: replyFields, closingOffered: "Si quedó bien, ciérrela aquí. Si no responde, se cerrará el jueves 5 de marzo a las 19:00 (FEL-29).",
                close: .hidden)),
            ("request-closed", RequestPage(
                frame: client, folio: "FEL-2026-0371", subject: "Cambio de logotipo en la factura", state: "Cerrada", stateMeaning: "Usted confirmó la solución el 12 de febrero.",
                inCharge: "Soporte Técnico / Tomás Ek", opened: "mar 10 feb 2026, 9:40, por teléfono", entries: Array(entries.prefix(2)),
                reply: .hidden, close: .hidden, reopen: .refused("Esta solicitud ya no se puede reabrir: para una necesidad nueva, levante otra.", ClauseCite(id: "FI-21")))),
            ("my-requests", MyRequestsPage(
                frame: client, lines: [
                    .init(folio: "FEL-2026-0412", subject: "No puedo timbrar: «CSD no vigente»", state: "Abierta", next: "le respondemos hoy antes de las 17:00", changed: "hoy, 12:45"),
                    .init(folio: "FEL-2026-0398", subject: "Descarga de XML de enero", state: "En espera de usted", next: "se cierra el jueves 5 de marzo", standing: .paused, changed: "ayer, 18:10"),
                    .init(folio: "FEL-2026-0371", subject: "Cambio de logotipo en la factura", state: "Cerrada", next: "", standing: .kept, changed: "12 feb"),
                ], filters: [FilterGroup(label: "Estado", choices: [
                    .init(label: "Todas", link: .requests("fel"), isCurrent: true),
                    .init(label: "Esperan su respuesta", link: Link.requests("fel").with([("state", "waiting")])),
                    .init(label: "Cerradas", link: Link.requests("fel").with([("state", "closed")]))])])),
            ("my-requests-empty", MyRequestsPage(frame: client, lines: [])),
            ("message", MessagePage(
                frame: visitor, title: "Este enlace ya no sirve", paragraphs: ["Los enlaces para elegir contraseña valen una hora y se usan una sola vez.", "Pida otro y se lo enviamos a su correo."],
                form: SmallForm(action: .passwordLink("fel"), fields: [FormField(name: "email", label: "E-mail", kind: .email, isRequired: true)], submit: "Enviarme otro enlace"))),
            ("sign-in", SignInPage(frame: visitor, fields: [
                FormField(name: "email", label: "E-mail", kind: .email, isRequired: true, value: "luna@papeleria.example"),
                FormField(name: "password", label: "Contraseña", kind: .password, isRequired: true)], problem: "El correo o la contraseña no son correctos.")),
            ("set-password", SetPasswordPage(frame: visitor, email: "luna@papeleria.example", fields: [
                FormField(name: "password", label: "Contraseña nueva", kind: .newPassword, isRequired: true, hint: "Al menos 12 caracteres; una frase sirve."),
                FormField(name: "token", kind: .hidden, value: "t0k3n")])),
            ("error-404", ErrorPage(frame: visitor, status: 404, title: "No encontramos esa página", sentence: "La dirección no existe, o usted no tiene acceso a ella.", remedies: [("Consultar un folio", .lookup("fel")), ("Ir al inicio", .home("fel"))], requestID: "8f2c11d0")),
            ("error-409", ErrorPage(
                frame: client, status: 409, title: "Todavía no se puede cerrar", sentence: "Faltan dos de los tres intentos de contacto que promete la política.", cite: in59,
                remedies: [("Registrar un intento de contacto", .ticket("intecnia", "A-101")), ("Esperar la respuesta del cliente", nil)], requestID: "8f2c11d1")),
        ]
    }

    private static let instructions = [
        "Describa la situación con todo el detalle posible.", "Anote los pasos que siguió, para que podamos repetirlos.", "Un solo problema por ticket.",
    ]

    private static let replyFields = [
        FormField(name: "text", label: "Su mensaje", kind: .multiline(rows: 5), isRequired: true),
        FormField(name: "files", label: "Archivos", kind: .files(accept: "image/*,.pdf,.xml,.zip", limits: "Hasta 10 archivos, 20 MB en total.")),
    ]
}
