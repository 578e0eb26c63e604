// Vuetify: text fields, autocomplete, select, stepper, dialog, bottom sheet and snackbar as its guides show them.
import 'vuetify/styles/core';
import {createApp} from 'vue';
import {createVuetify} from 'vuetify';
import {aliases, mdi} from 'vuetify/iconsets/mdi-svg';
import {VAlert} from 'vuetify/components/VAlert';
import {VApp} from 'vuetify/components/VApp';
import {VAutocomplete} from 'vuetify/components/VAutocomplete';
import {VBottomSheet} from 'vuetify/components/VBottomSheet';
import {VBtn} from 'vuetify/components/VBtn';
import {VCard, VCardActions, VCardText, VCardTitle} from 'vuetify/components/VCard';
import {VCheckbox} from 'vuetify/components/VCheckbox';
import {VCombobox} from 'vuetify/components/VCombobox';
import {VContainer} from 'vuetify/components/VGrid';
import {VDialog} from 'vuetify/components/VDialog';
import {VExpansionPanel, VExpansionPanels} from 'vuetify/components/VExpansionPanel';
import {VForm} from 'vuetify/components/VForm';
import {VRadio} from 'vuetify/components/VRadio';
import {VRadioGroup} from 'vuetify/components/VRadioGroup';
import {VSelect} from 'vuetify/components/VSelect';
import {VSnackbar} from 'vuetify/components/VSnackbar';
import {VStepper, VStepperActions, VStepperHeader, VStepperItem, VStepperWindow, VStepperWindowItem} from 'vuetify/components/VStepper';
import {VTextField} from 'vuetify/components/VTextField';
import {VTextarea} from 'vuetify/components/VTextarea';
import {countries, given, isAddress, send, t, variant} from './site.js';

const items = countries.map(([value, title]) => ({value, title}));
const needed = [(value) => Boolean(value) || t.needed];
const address = [(value) => isAddress(value) || t.needed];
const shared = {items, needed, address, t};
const head = '<h1 class="text-h4">{{ t.title }}</h1><p>{{ t.intro }} {{ t.promise }}</p>';

// Rules that are checked in script, an autocomplete for the country, a snackbar for the answer.
const one = {
  data: () => ({...shared, held: {email: given.email, country: null, message: '', consent: false, fax: ''}, said: null}),
  methods: {
    async submit(event) {
      const {valid} = await event;
      if (!valid) return;
      this.said = await send({...this.held, country: this.held.country ?? '', consent: 'yes'});
      if (this.said.received) this.$refs.form.reset();
    },
  },
  template: `<v-app><v-container>${head}<v-form ref="form" validate-on="submit lazy" @submit.prevent="submit">
    <v-text-field v-model="held.email" type="email" :label="t.email" :rules="address" />
    <v-autocomplete v-model="held.country" :items="items" :label="t.country" :rules="needed" />
    <v-textarea v-model="held.message" :label="t.comment" auto-grow />
    <div style="opacity:0;height:0;overflow:hidden"><v-text-field v-model="held.fax" label="Fax" tabindex="-1" aria-hidden="true" /></div>
    <v-checkbox v-model="held.consent" :label="t.consent" :rules="needed" />
    <v-btn type="submit" color="primary">{{ t.submit }}</v-btn></v-form>
    <v-snackbar :model-value="!!said" :timeout="-1" :color="said && said.received ? 'success' : 'error'">{{ said && said.text }}</v-snackbar>
    </v-container></v-app>`,
};

// Expansion panels as steps; each is built when it opens, and leads to the next.
const two = {
  data: () => ({...shared, open: 0, reached: 0, held: {ai: null, land: null, mail: '', tekst: ''}, said: null}),
  computed: {
    fine() { return [this.held.ai && this.held.land, isAddress(this.held.mail), this.held.tekst.trim(), true]; },
  },
  methods: {
    next() { this.reached = Math.max(this.reached, this.open + 1); this.open += 1; },
    async submit() { this.said = await send(this.held); },
    name(code) { return items.find(({value}) => value === code)?.title; },
  },
  template: `<v-app><v-container>${head}<v-alert v-if="said" :type="said.received ? 'success' : 'error'" :title="said.title" :text="said.text" />
    <v-expansion-panels v-if="!said || !said.received" v-model="open" mandatory>
    <v-expansion-panel :title="t.question" ><template #text><v-radio-group v-model="held.ai" :label="t.question" inline>
      <v-radio :label="t.yes" value="ja" /><v-radio :label="t.no" value="nej" /></v-radio-group>
      <v-select v-model="held.land" :items="items" :label="t.country" />
      <v-btn :disabled="!fine[0]" @click="next">{{ t.next }}</v-btn></template></v-expansion-panel>
    <v-expansion-panel :title="t.email" :disabled="reached < 1"><template #text><v-text-field v-model="held.mail" :label="t.email" type="email" />
      <v-btn :disabled="!fine[1]" @click="next">{{ t.next }}</v-btn></template></v-expansion-panel>
    <v-expansion-panel :title="t.comment" :disabled="reached < 2"><template #text><v-textarea v-model="held.tekst" :label="t.comment" />
      <v-btn :disabled="!fine[2]" @click="next">{{ t.next }}</v-btn></template></v-expansion-panel>
    <v-expansion-panel :title="t.review" :disabled="reached < 3"><template #text><p>{{ name(held.land) }}</p><p>{{ held.mail }}</p>
      <p style="white-space:pre-line">{{ held.tekst }}</p><v-btn id="send" color="primary" @click="submit">{{ t.submit }}</v-btn></template>
    </v-expansion-panel></v-expansion-panels></v-container></v-app>`,
};

// A bottom sheet for cookies, the form in a persistent dialog, and a second dialog for the answer over the locked form.
const three = {
  data: () => ({...shared, cookies: true, held: {p1: given.p1, p2: null, p3: ''}, said: null}),
  methods: { async submit() { if (this.held.p2) this.said = await send(this.held); } },
  template: `<v-app><v-container><p>{{ t.promise }}</p></v-container>
    <v-dialog :model-value="!cookies" persistent max-width="600"><v-card><v-card-title>{{ t.title }}</v-card-title><v-card-text><p>{{ t.intro }}</p>
      <v-text-field v-model="held.p1" variant="outlined" type="email" :label="t.email" :disabled="!!said" />
      <v-select v-model="held.p2" variant="outlined" :items="items" :label="t.country" :disabled="!!said" :error-messages="held.p2 ? [] : [t.needed]" />
      <v-textarea v-model="held.p3" variant="outlined" :label="t.comment" :disabled="!!said" /></v-card-text>
      <v-card-actions><v-btn>{{ t.back }}</v-btn><v-btn color="primary" variant="flat" :disabled="!!said" @click="submit">{{ t.submit }}</v-btn>
      </v-card-actions></v-card></v-dialog>
    <v-dialog :model-value="!!said" max-width="400"><v-card class="answer" :title="said && said.title" :text="said && said.text" /></v-dialog>
    <v-bottom-sheet v-model="cookies" persistent><v-card :text="t.cookies"><v-card-actions>
      <v-btn class="decline" @click="cookies = false">{{ t.decline }}</v-btn><v-btn @click="cookies = false">{{ t.accept }}</v-btn>
      </v-card-actions></v-card></v-bottom-sheet></v-app>`,
};

// The library's stepper, with a combobox for the country; the answer stands in an alert.
const four = {
  data: () => ({...shared, step: 1, held: {mail: given.mail, land: null, tekst: ''}, said: null}),
  computed: {
    fine() { return [isAddress(this.held.mail) && this.held.land?.value, this.held.tekst.trim(), true][this.step - 1]; },
  },
  methods: { async submit() { this.said = await send({...this.held, land: this.held.land.value}); } },
  template: `<v-app><v-container>${head}<v-alert v-if="said" :type="said.received ? 'success' : 'error'" :text="said.text" />
    <v-stepper v-if="!said || !said.received" v-model="step"><v-stepper-header><v-stepper-item :value="1" :title="t.email" />
    <v-stepper-item :value="2" :title="t.comment" /><v-stepper-item :value="3" :title="t.review" /></v-stepper-header><v-stepper-window>
    <v-stepper-window-item :value="1"><v-text-field v-model="held.mail" :label="t.email" type="email" />
      <v-combobox v-model="held.land" :items="items" :label="t.country" /></v-stepper-window-item>
    <v-stepper-window-item :value="2"><v-textarea v-model="held.tekst" :label="t.comment" /></v-stepper-window-item>
    <v-stepper-window-item :value="3"><p>{{ held.mail }}</p><p>{{ held.land && held.land.title }}</p>
      <p style="white-space:pre-line">{{ held.tekst }}</p><v-btn id="send" color="primary" @click="submit">{{ t.submit }}</v-btn>
    </v-stepper-window-item></v-stepper-window>
    <v-stepper-actions v-if="step < 3" :next-text="t.next" :prev-text="t.back" :disabled="fine ? (step === 1 ? 'prev' : false) : (step === 1 ? true : 'next')"
      @click:next="step += 1" @click:prev="step -= 1" /></v-stepper></v-container></v-app>`,
};

const components = {VAlert, VApp, VAutocomplete, VBottomSheet, VBtn, VCard, VCardActions, VCardText, VCardTitle, VCheckbox, VContainer, VDialog,
  VExpansionPanel, VExpansionPanels, VForm, VRadio, VRadioGroup, VSelect, VSnackbar, VStepper,
  VStepperActions, VStepperHeader, VStepperItem, VStepperWindow, VStepperWindowItem, VCombobox, VTextField, VTextarea};
createApp([one, two, three, four][variant - 1]).use(createVuetify({components, icons: {defaultSet: 'mdi', aliases, sets: {mdi}}})).mount('#app');
